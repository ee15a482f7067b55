/** What the command says, in the languages of the people who run it. */
import type { Language } from '../../runtime/language.ts'

export type EnrolmentWords = {
  readonly about: string
  readonly code: string
  enrolled(name: string, config: string): string
  unreachable(url: string, reason: string): string
  refused(status: number, detail: string): string
  /** By code of the collector's answer. */
  readonly refusals: Readonly<Record<string, (name: string) => string>>
}

const en: EnrolmentWords = {
  about: 'Makes this box known to its collector, with a code that the control room gives out',
  code: 'the code, e.g. 7K2QM-0VZ9A-XW3TD; capitals and dashes do not matter',
  enrolled: (name, config) => `${name}: enrolled; start the agent: npm run agent -- --config ${config}`,
  unreachable: (url, reason) => `${url}: no answer (${reason}); check collector.url in the config and the network`,
  refused: (status, detail) => `the collector refused (${status}): ${detail}`,
  refusals: {
    'wrong-code': () => 'the collector does not know this code; check each letter, or ask for a new one',
    'used-code': (name) =>
      `this code has been used already. If it was not on this box, tell the control room now: ${name} must be revoked. Otherwise ask for a new code`,
    'expired-code': () => 'this code is too old; ask for a new one',
    'other-agent': (name) =>
      `this code is for another box than ${name}; check site and agent in the config, or ask for a code for ${name}`,
    'too-many-requests': () => 'too many attempts; wait a minute and try again',
    'not-found': () => 'this collector takes no codes; is it an older version, or another program at this address?',
  },
}

const vi: EnrolmentWords = {
  about: 'Đăng ký trạm biên này với bộ thu thập bằng mã do phòng điều hành cấp',
  code: 'mã đăng ký, ví dụ 7K2QM-0VZ9A-XW3TD; chữ hoa hay thường, có gạch nối hay không đều được',
  enrolled: (name, config) => `${name}: đã đăng ký; hãy chạy trạm biên: npm run agent -- --config ${config}`,
  unreachable: (url, reason) =>
    `${url}: không trả lời (${reason}); hãy kiểm tra collector.url trong cấu hình và đường mạng`,
  refused: (status, detail) => `bộ thu thập từ chối (${status}): ${detail}`,
  refusals: {
    'wrong-code': () => 'bộ thu thập không biết mã này; hãy xem lại từng chữ, hoặc xin mã mới',
    'used-code': (name) =>
      `mã này đã được dùng. Nếu không phải trên trạm này, hãy báo ngay phòng điều hành để thu hồi ${name}; nếu phải, hãy xin mã mới`,
    'expired-code': () => 'mã này đã quá hạn; hãy xin mã mới',
    'other-agent': (name) =>
      `mã này dành cho trạm khác, không phải ${name}; hãy xem lại site và agent trong cấu hình, hoặc xin mã cho ${name}`,
    'too-many-requests': () => 'thử quá nhiều lần; hãy chờ một phút rồi thử lại',
    'not-found': () => 'bộ thu thập này không nhận mã; có phải là bản cũ, hay chương trình khác ở địa chỉ này?',
  },
}

export const enrolmentWords: Readonly<Record<Language, EnrolmentWords>> = { en, vi }
