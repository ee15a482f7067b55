/** What the commands about the certificate say. */
import type { Language } from '../../runtime/language.ts'

export type TlsMessages = {
  readonly commands: { tls: string; show: string; renew: string }
  readonly off: string
  readonly given: string
  readonly labels: Readonly<Record<'authority' | 'fingerprint' | 'file' | 'validTo' | 'certificate' | 'names', string>>
  readonly advice: string
  renewed(until: string): string
}

const en: TlsMessages = {
  commands: {
    tls: 'The certificate that the collector is known by',
    show: 'Show the certificate and its authority, with the fingerprint by which people compare it',
    renew: 'Issue another certificate now; a collector that runs shows it within seconds, and connections go on',
  },
  off: 'nothing is encrypted; set tls.enabled: true in the config',
  given: 'the certificate is given in the config: renew it where it comes from; the collector reads it anew by itself',
  labels: {
    authority: 'authority',
    fingerprint: 'fingerprint',
    file: 'file',
    validTo: 'good until',
    certificate: 'certificate',
    names: 'names',
  },
  advice:
    'Give the file to browsers and programs that are to trust this collector, and compare the fingerprint by another way, as by telephone. Boxes get it with their code.',
  renewed: (until) => `another certificate was issued; it is good until ${until}`,
}

const vi: TlsMessages = {
  commands: {
    tls: 'Chứng chỉ của bộ thu thập',
    show: 'Hiện chứng chỉ và nơi cấp, kèm dấu vân tay để đối chiếu',
    renew: 'Cấp chứng chỉ mới ngay; bộ thu thập đang chạy sẽ dùng sau vài giây, không ngắt kết nối nào',
  },
  off: 'chưa mã hoá gì; hãy đặt tls.enabled: true trong cấu hình',
  given: 'chứng chỉ được chỉ định trong cấu hình: hãy gia hạn ở nơi đã cấp; bộ thu thập tự đọc lại tệp mới',
  labels: {
    authority: 'nơi cấp',
    fingerprint: 'dấu vân tay',
    file: 'tệp',
    validTo: 'có hiệu lực đến',
    certificate: 'chứng chỉ',
    names: 'địa chỉ',
  },
  advice:
    'Hãy đưa tệp này cho trình duyệt và chương trình cần tin bộ thu thập, và đối chiếu dấu vân tay bằng đường khác, ví dụ qua điện thoại. Trạm biên nhận nó cùng với mã đăng ký.',
  renewed: (until) => `đã cấp chứng chỉ mới, có hiệu lực đến ${until}`,
}

export const tlsMessages: Readonly<Record<Language, TlsMessages>> = { en, vi }
