import type { ReactNode } from 'react'

type StripLineProps = { readonly icon: ReactNode; readonly children: ReactNode }

/** One line above every page that cannot be overlooked. */
export function StripLine({ icon, children }: StripLineProps) {
  return (
    <div className="strip" role="alert">
      {icon}
      {children}
    </div>
  )
}
