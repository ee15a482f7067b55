/** What the commands about agents say. */
import type { Language } from '../../runtime/language.ts'

export type AgentMessages = {
  readonly commands: { agent: string; invite: string; list: string; revoke: string; acl: string }
  readonly reader: string
  readonly hours: string
  readonly header: readonly [agent: string, enrolled: string, used: string, invited: string]
  readonly none: string
  notAName(value: string): string
  notHours(value: string): string
  invited(name: string, code: string, until: string): string
  revoked(name: string): string
  nothingToRevoke(name: string): string
  badReader(text: string): string
  badPlace(id: string): string
}

const en: AgentMessages = {
  commands: {
    agent: 'The boxes that may connect',
    invite: 'Give out a code with which one box is enrolled, once',
    list: 'Show the boxes that are enrolled, and those that are invited',
    revoke: 'Let a box not connect any more; a lost or stolen one',
    acl: 'Write the list of rights (acl_file) for a mosquitto of your own',
  },
  reader:
    'NAME or NAME@BRANCH: a user of that broker who hears all sites, or those of a branch; may be given several times',
  hours: 'how long the code is good',
  header: ['agent', 'enrolled', 'last seen', 'code good until'],
  none: 'No box is enrolled yet; run: npm run collector -- agent invite SITE AGENT',
  notAName: (value) => `"${value}" cannot be a name; use small letters, digits and dashes, at most 48`,
  notHours: (value) => `--hours: "${value}" must be a number from 1 to 720`,
  invited: (name, code, until) =>
    `${code}\n\nis the code for ${name}, good once, until ${until}. On the box: npm run agent -- enrol ${code}`,
  revoked: (name) => `${name}: revoked; it is cut off within half a minute`,
  nothingToRevoke: (name) => `${name}: is neither enrolled nor invited; see: npm run collector -- agent list`,
  badReader: (text) => `--reader ${text}: write NAME or NAME@BRANCH, without spaces`,
  badPlace: (id) => `${id}: there is no such place; see: npm run collector -- site list`,
}

const vi: AgentMessages = {
  commands: {
    agent: 'Các trạm biên được phép kết nối',
    invite: 'Cấp mã để đăng ký một trạm biên, chỉ dùng được một lần',
    list: 'Liệt kê các trạm biên đã đăng ký và đang chờ đăng ký',
    revoke: 'Không cho một trạm biên kết nối nữa, khi trạm bị mất hoặc bị lấy cắp',
    acl: 'Ghi ra danh sách quyền (acl_file) cho mosquitto riêng của bạn',
  },
  reader: 'TÊN hoặc TÊN@NHÁNH: người dùng của broker ấy, được nghe mọi nơi hoặc một nhánh; có thể lặp lại',
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
  badReader: (text) => `--reader ${text}: hãy viết TÊN hoặc TÊN@NHÁNH, không có dấu cách`,
  badPlace: (id) => `${id}: không có nơi này; xem: npm run collector -- site list`,
}

export const agentMessages: Readonly<Record<Language, AgentMessages>> = { en, vi }
