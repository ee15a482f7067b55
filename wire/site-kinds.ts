/**
 * From the largest to the smallest. A level may be left out: Việt Nam has had no districts since 2025, and other
 * countries have no wards.
 */
export const siteKinds = ['province', 'district', 'ward', 'site'] as const
