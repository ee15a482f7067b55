/** What the commands about agents say. */
import type { Language } from '../../runtime/language.ts'

export type AgentMessages = {
  readonly commands: { agent: string; invite: string; list: string; revoke: string }
  readonly hours: string
  readonly header: readonly [agent: string, enrolled: string, used: string, invited: string]
  readonly none: string
  notAName(value: string): string
  notHours(value: string): string
  invited(name: string, code: string, until: string): string
  revoked(name: string): string
  nothingToRevoke(name: string): string
}

const en: AgentMessages = {
  commands: {
    agent: 'The boxes that may connect',
    invite: 'Give out a code with which one box is enrolled, once',
    list: 'Show the boxes that are enrolled, and those that are invited',
    revoke: 'Let a box not connect any more; a lost or stolen one',
  },
  hours: 'how long the code is good',
  header: ['agent', 'enrolled', 'last seen', 'code good until'],
  none: 'No box is enrolled yet; run: npm run collector -- agent invite SITE AGENT',
  notAName: (value) => `"${value}" cannot be a name; use small letters, digits and dashes, at most 48`,
  notHours: (value) => `--hours: "${value}" must be a number from 1 to 720`,
  invited: (name, code, until) =>
    `${code}\n\nis the code for ${name}, good once, until ${until}. On the box: npm run agent -- enrol ${code}`,
  revoked: (name) => `${name}: revoked; it is cut off within half a minute`,
  nothingToRevoke: (name) => `${name}: is neither enrolled nor invited; see: npm run collector -- agent list`,
}

const vi: AgentMessages = {
  commands: {
    agent: 'Các trạm biên được phép kết nối',
    invite: 'Cấp mã để đăng ký một trạm biên, chỉ dùng được một lần',
    list: 'Liệt kê các trạm biên đã đăng ký và đang chờ đăng ký',
    revoke: 'Không cho một trạm biên kết nối nữa, khi trạm bị mất hoặc bị lấy cắp',
  },
  hours: 'mã có hiệu lực trong bao nhiêu giờ',
  header: ['trạm biên', 'đăng ký lúc', 'kết nối gần nhất', 'mã có hiệu lực đến'],
  none: 'Chưa có trạm biên nào đăng ký; hãy chạy: npm run collector -- agent invite ĐIỂM TRẠM',
  notAName: (value) =>
    `"${value}" không thể làm tên; chỉ dùng chữ thường không dấu, chữ số và gạch nối, tối đa 48 ký tự`,
  notHours: (value) => `--hours: "${value}" phải là số từ 1 đến 720`,
  invited: (name, code, until) =>
    `${code}\n\nlà mã cho ${name}, dùng được một lần, đến ${until}. Trên trạm biên, hãy chạy: npm run agent -- enrol ${code}`,
  revoked: (name) => `${name}: đã thu hồi; trạm sẽ bị ngắt trong vòng nửa phút`,
  nothingToRevoke: (name) => `${name}: chưa đăng ký và cũng chưa được cấp mã; xem: npm run collector -- agent list`,
}

export const agentMessages: Readonly<Record<Language, AgentMessages>> = { en, vi }
