/** What the command says, in the languages of the people who run it. */
import type { Language } from '../../runtime/language.ts'
import type { TlsProblem } from '../../runtime/tls-problem.ts'

export type EnrolmentWords = {
  readonly about: string
  readonly code: string
  enrolled(name: string, config: string): string
  unreachable(url: string, reason: string): string
  refused(status: number, detail: string): string
  readonly mistyped: string
  notEncrypted(url: string): string
  /** Somebody answers who is not certified as the code says. */
  impostor(url: string): string
  readonly untrusted: Readonly<Record<TlsProblem, string>>
  /** By code of the collector's answer. */
  readonly refusals: Readonly<Record<string, (name: string) => string>>
}

const en: EnrolmentWords = {
  about: 'Makes this box known to its collector, with a code that the control room gives out',
  code: 'the code, all groups of it, e.g. 7K2QM-0VZ9A-XW3TD; capitals and dashes do not matter',
  enrolled: (name, config) => `${name}: enrolled; start the agent: npm run agent -- --config ${config}`,
  unreachable: (url, reason) => `${url}: no answer (${reason}); check collector.url in the config and the network`,
  refused: (status, detail) => `the collector refused (${status}): ${detail}`,
  mistyped: 'letters of this code are missing, or too many: it has 3 or 7 groups of 5; type all of it',
  notEncrypted: (url) =>
    `${url}: this code is for a collector that encrypts; write its address with https:// as collector.url, and with mqtts:// as mqtt.url`,
  impostor: (url) =>
    `${url}: who answers is not the collector that gave out this code. Check the last four groups of the code and the address; if both are right, somebody may be in between: tell the control room. Nothing was sent`,
  untrusted: {
    expired: 'its certificate has expired; check the clock of this box (date), then ask the control room to renew it',
    'not-yet': 'its certificate is not good yet by the clock of this box; set the clock (date)',
    'unknown-authority':
      'its certificate is of an authority that this box does not know; ask for a new code, which carries its fingerprint, or give the authority as collector.ca in the config',
    'other-name':
      'its certificate is not for this address; use an address that it is for, or have this one added as tls.names at the collector',
    'not-encrypted': 'it does not encrypt; check the port, or write http:// if it is meant to be so',
  },
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
  code: 'mã đăng ký, đủ mọi nhóm, ví dụ 7K2QM-0VZ9A-XW3TD; chữ hoa hay thường, có gạch nối hay không đều được',
  enrolled: (name, config) => `${name}: đã đăng ký; hãy chạy trạm biên: npm run agent -- --config ${config}`,
  unreachable: (url, reason) =>
    `${url}: không trả lời (${reason}); hãy kiểm tra collector.url trong cấu hình và đường mạng`,
  refused: (status, detail) => `bộ thu thập từ chối (${status}): ${detail}`,
  mistyped: 'mã bị thiếu hoặc thừa chữ: mã gồm 3 hoặc 7 nhóm, mỗi nhóm 5 chữ; hãy gõ đủ cả mã',
  notEncrypted: (url) =>
    `${url}: mã này của một bộ thu thập có mã hoá; hãy ghi địa chỉ bắt đầu bằng https:// ở collector.url và mqtts:// ở mqtt.url`,
  impostor: (url) =>
    `${url}: máy trả lời không phải là bộ thu thập đã cấp mã này. Hãy xem lại bốn nhóm cuối của mã và địa chỉ; nếu cả hai đều đúng thì có thể có kẻ chen vào giữa: hãy báo phòng điều hành. Chưa gửi gì đi`,
  untrusted: {
    expired:
      'chứng chỉ của nó đã hết hạn; hãy xem đồng hồ của trạm này (date), nếu đúng giờ thì báo phòng điều hành gia hạn chứng chỉ',
    'not-yet': 'theo đồng hồ của trạm này thì chứng chỉ chưa có hiệu lực; hãy chỉnh lại giờ (date)',
    'unknown-authority':
      'chứng chỉ do một nơi mà trạm này không biết cấp; hãy xin mã mới có kèm dấu vân tay của nơi cấp, hoặc ghi tệp chứng chỉ của nơi cấp vào collector.ca trong cấu hình',
    'other-name':
      'chứng chỉ không dành cho địa chỉ này; hãy dùng địa chỉ có trong chứng chỉ, hoặc thêm địa chỉ này vào tls.names ở bộ thu thập',
    'not-encrypted': 'nó không mã hoá; hãy xem lại cổng, hoặc ghi http:// nếu cố ý như vậy',
  },
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
