/** What the commands about people, keys and the audit record say. */
import type { Language } from '../../runtime/language.ts'
import type { ChainFault } from '../access/audit-chain.ts'

export type AccessMessages = {
  readonly commands: Readonly<
    Record<
      | 'user'
      | 'userAdd'
      | 'userList'
      | 'userDisable'
      | 'userEnable'
      | 'userPasswd'
      | 'userRole'
      | 'role'
      | 'roleList'
      | 'key'
      | 'keyAdd'
      | 'keyList'
      | 'keyRevoke'
      | 'audit'
      | 'auditVerify'
      | 'auditList'
      | 'auditExport',
      string
    >
  >
  readonly options: Readonly<
    Record<
      'role' | 'display' | 'passwordStdin' | 'scope' | 'branch' | 'days' | 'from' | 'to' | 'actor' | 'action' | 'limit',
      string
    >
  >
  readonly userHeader: readonly string[]
  readonly roleHeader: readonly string[]
  readonly keyHeader: readonly string[]
  readonly everywhere: string
  readonly disabled: string
  readonly revoked: string
  noUsers: string
  noKeys: string
  added(name: string): string
  changed(name: string): string
  disabledNow(name: string): string
  password(password: string): string
  refused(name: string, reason: string): string
  badRole(text: string, roles: string): string
  badScope(text: string, scopes: string): string
  badName(text: string): string
  badNumber(option: string, text: string): string
  badTime(option: string, text: string): string
  badPlace(id: string): string
  keyMade(id: string, token: string): string
  keyRevoked(id: string): string
  noAudit(folder: string): string
  chainWhole(entries: number, hash: string): string
  chainBroken(fault: ChainFault): string
}

const en: AccessMessages = {
  commands: {
    user: 'People who may log in',
    userAdd: 'Enter a person; without --password-stdin a password is made up and shown once',
    userList: 'Show everybody, with their roles',
    userDisable: 'Let a person in no more, and log them out everywhere',
    userEnable: 'Let a person in again',
    userPasswd: 'Give a person another password and log them out everywhere',
    userRole: 'Give a person these roles instead of those they have',
    role: 'What people may do',
    roleList: 'Show what each role may do',
    key: 'Keys for programs of others, and for agents that upload pictures',
    keyAdd: 'Make a key; its token is shown once',
    keyList: 'Show every key, never its token',
    keyRevoke: 'Make a key worthless, at once',
    audit: 'The record of who looked at what, changed it, logged in or failed to',
    auditVerify: 'Check that no entry was changed, removed or moved',
    auditList: 'Show the newest entries',
    auditExport: 'Write all entries as JSON Lines, the newest first',
  },
  options: {
    role: 'ROLE or ROLE@BRANCH; may be given several times',
    display: 'What people call them',
    passwordStdin: 'Read the password from standard input',
    scope: 'What it may do, e.g. events:read; may be given several times',
    branch: 'Id of a place: it and everything in it; everywhere when not given',
    days: 'After so many days it is worth nothing; never when not given',
    from: 'At this time or later, e.g. 2026-11-01 or 2026-11-01T08:00+07:00',
    to: 'Before this time',
    actor: 'person:NAME, key:ID or command:USER',
    action: 'e.g. events:read, session:refused',
    limit: 'How many (default 50)',
  },
  userHeader: ['name', 'roles', '', 'called'],
  roleHeader: ['role', 'may'],
  keyHeader: ['id', 'scopes', 'branch', 'expires', 'last used', '', 'for'],
  everywhere: 'everywhere',
  disabled: 'disabled',
  revoked: 'revoked',
  noUsers: 'Nobody is entered yet; run: npm run collector -- user add NAME --role administrator',
  noKeys: 'No keys yet; run: npm run collector -- key add LABEL --scope events:read',
  added: (name) => `${name}: entered`,
  changed: (name) => `${name}: changed`,
  disabledNow: (name) => `${name}: disabled, and logged out everywhere`,
  password: (password) => `password, shown this once: ${password}`,
  refused: (name, reason) => `${name}: ${reason}; nothing was changed`,
  badRole: (text, roles) => `--role ${text}: write ROLE or ROLE@BRANCH; roles are ${roles}`,
  badScope: (text, scopes) => `--scope ${text}: there is no such scope; there are ${scopes}`,
  badName: (text) =>
    `${text}: a name is 2 to 64 small letters, digits and . _ @ + -, and begins with a letter or digit`,
  badNumber: (option, text) => `${option} ${text}: must be a whole number above 0`,
  badTime: (option, text) => `${option} ${text}: must be a time like 2026-11-01 or 2026-11-01T08:00+07:00`,
  badPlace: (id) => `${id}: there is no such place; see: npm run collector -- site list`,
  keyMade: (id, token) => `key ${id}, its token is shown this once:\n${token}`,
  keyRevoked: (id) => `key ${id}: revoked`,
  noAudit: (folder) => `${folder}: holds no audit record; check dataFolder in the config`,
  chainWhole: (entries, hash) => `${entries} entries, none changed, removed or moved; the last has hash ${hash}`,
  chainBroken: ({ n, what }) =>
    `entry ${n} ${{ changed: 'was changed', missing: 'is missing', misplaced: 'is not in its place', cut: 'and what came after it were cut off' }[what]}; keep the file as evidence and restore a backup`,
}

const vi: AccessMessages = {
  commands: {
    user: 'Những người được đăng nhập',
    userAdd: 'Thêm một người; không có --password-stdin thì mật khẩu được tạo sẵn và chỉ hiện một lần',
    userList: 'Liệt kê mọi người cùng vai trò',
    userDisable: 'Khoá một người và đăng xuất họ ở mọi nơi',
    userEnable: 'Mở khoá cho một người',
    userPasswd: 'Đặt mật khẩu khác cho một người và đăng xuất họ ở mọi nơi',
    userRole: 'Thay vai trò của một người bằng những vai trò này',
    role: 'Những việc được làm',
    roleList: 'Liệt kê mỗi vai trò được làm gì',
    key: 'Khoá cho chương trình của bên khác và cho trạm biên gửi ảnh',
    keyAdd: 'Tạo một khoá; chuỗi bí mật chỉ hiện một lần',
    keyList: 'Liệt kê mọi khoá, không kèm chuỗi bí mật',
    keyRevoke: 'Thu hồi một khoá ngay lập tức',
    audit: 'Nhật ký truy cập: ai đã xem, sửa, đăng nhập hay đăng nhập hỏng',
    auditVerify: 'Kiểm tra xem có mục nào bị sửa, xoá hay đổi chỗ không',
    auditList: 'Hiện những mục mới nhất',
    auditExport: 'Ghi ra mọi mục dạng JSON Lines, mới nhất trước',
  },
  options: {
    role: 'VAITRÒ hoặc VAITRÒ@NHÁNH; có thể lặp lại',
    display: 'Tên gọi',
    passwordStdin: 'Đọc mật khẩu từ đầu vào chuẩn',
    scope: 'Được làm gì, ví dụ events:read; có thể lặp lại',
    branch: 'Mã của một nơi: nơi ấy và mọi nơi thuộc về nó; không ghi thì là mọi nơi',
    days: 'Hết hạn sau bấy nhiêu ngày; không ghi thì không hết hạn',
    from: 'Từ lúc này, ví dụ 2026-11-01 hoặc 2026-11-01T08:00+07:00',
    to: 'Trước lúc này',
    actor: 'person:TÊN, key:MÃ hoặc command:NGƯỜIDÙNG',
    action: 'ví dụ events:read, session:refused',
    limit: 'Bao nhiêu mục (mặc định 50)',
  },
  userHeader: ['tên', 'vai trò', '', 'tên gọi'],
  roleHeader: ['vai trò', 'được làm'],
  keyHeader: ['mã', 'được làm', 'nhánh', 'hết hạn', 'dùng lần cuối', '', 'để làm gì'],
  everywhere: 'mọi nơi',
  disabled: 'đã khoá',
  revoked: 'đã thu hồi',
  noUsers: 'Chưa khai báo ai; hãy chạy: npm run collector -- user add TÊN --role administrator',
  noKeys: 'Chưa có khoá nào; hãy chạy: npm run collector -- key add NHÃN --scope events:read',
  added: (name) => `${name}: đã thêm`,
  changed: (name) => `${name}: đã sửa`,
  disabledNow: (name) => `${name}: đã khoá và đăng xuất ở mọi nơi`,
  password: (password) => `mật khẩu, chỉ hiện lần này: ${password}`,
  refused: (name, reason) => `${name}: ${reason}; chưa thay đổi gì`,
  badRole: (text, roles) => `--role ${text}: hãy viết VAITRÒ hoặc VAITRÒ@NHÁNH; các vai trò là ${roles}`,
  badScope: (text, scopes) => `--scope ${text}: không có quyền này; có ${scopes}`,
  badName: (text) =>
    `${text}: tên gồm 2 đến 64 chữ thường không dấu, chữ số và . _ @ + -, bắt đầu bằng chữ hoặc chữ số`,
  badNumber: (option, text) => `${option} ${text}: phải là số nguyên lớn hơn 0`,
  badTime: (option, text) => `${option} ${text}: phải là thời điểm như 2026-11-01 hoặc 2026-11-01T08:00+07:00`,
  badPlace: (id) => `${id}: không có nơi này; xem: npm run collector -- site list`,
  keyMade: (id, token) => `khoá ${id}, chuỗi bí mật chỉ hiện lần này:\n${token}`,
  keyRevoked: (id) => `khoá ${id}: đã thu hồi`,
  noAudit: (folder) => `${folder}: không có nhật ký truy cập; hãy xem lại dataFolder trong cấu hình`,
  chainWhole: (entries, hash) => `${entries} mục, không mục nào bị sửa, xoá hay đổi chỗ; mục cuối có mã băm ${hash}`,
  chainBroken: ({ n, what }) =>
    `mục ${n} ${{ changed: 'đã bị sửa', missing: 'bị thiếu', misplaced: 'không đúng chỗ', cut: 'và các mục sau đó đã bị cắt mất' }[what]}; hãy giữ tệp làm chứng cứ và phục hồi từ bản sao lưu`,
}

export const accessMessages: Readonly<Record<Language, AccessMessages>> = { en, vi }
