/** All that the commands of the collector say, in the languages of the people who run them. */
import type { Language } from '../../runtime/language.ts'
import type { SiteKind } from '../../wire/sites.ts'
import { type AccessMessages, accessMessages } from './access-messages.ts'

export type Messages = {
  readonly about: string
  readonly commands: {
    site: string
    siteList: string
    siteImport: string
    siteRemove: string
    backup: string
    restore: string
  }
  readonly options: { config: string; json: string; replace: string }
  readonly kinds: Readonly<Record<SiteKind, string>>
  readonly siteHeader: readonly [id: string, kind: string, parent: string, name: string]
  noSites: string
  imported(count: number, file: string): string
  unreadable(file: string, reason: string): string
  notAList(file: string): string
  refused(file: string, id: string, reason: string): string
  removed(id: string): string
  notRemoved(id: string, reason: string): string
  copying(file: string, percent: number): string
  backedUp(folder: string, events: number, pictures: number): string
  nothingToBackUp(folder: string): string
  noBackup(folder: string): string
  damaged(file: string, reason: string): string
  newer(file: string): string
  occupied(folder: string): string
  restored(folder: string, at: string): string
  movedAside(folder: string): string
  busy(folder: string): string
  usage(detail: string): string
  setupCode(url: string, code: string): string
  readonly access: AccessMessages
}

const en: Messages = {
  about: 'Stores and shows what Watchpost agents see; without a command it runs until it is stopped',
  commands: {
    site: 'The tree of provinces, wards and sites',
    siteList: 'Show every place',
    siteImport: 'Enter or change the places of a YAML or JSON file, all of them or none',
    siteRemove: 'Remove a place that holds no other',
    backup:
      'Copy events, incidents, sites, pictures and clips into a folder, while the collector runs, and check the copy',
    restore: 'Bring a backup back; the collector must be stopped',
  },
  options: {
    config: 'YAML file; every key has a default',
    json: 'Answer in JSON',
    replace: 'Move what is in the data folder aside',
  },
  kinds: { province: 'province', district: 'district', ward: 'ward', site: 'site' },
  siteHeader: ['id', 'kind', 'in', 'name'],
  noSites: 'No places are entered yet; write them into a file and run: npm run collector -- site import FILE',
  imported: (count, file) => `${count} places entered from ${file}`,
  unreadable: (file, reason) => `${file}: cannot be read (${reason}); check the path and its permissions`,
  notAList: (file) => `${file}: must be a list of places, or {sites: […]} as "site list --json" writes it`,
  refused: (file, id, reason) => `${file}: ${id}: ${reason}; nothing was changed`,
  removed: (id) => `${id}: removed`,
  notRemoved: (id, reason) => `${id}: not removed: ${reason}`,
  copying: (file, percent) => `${file}: ${percent} %`,
  backedUp: (folder, events, pictures) =>
    `${folder}: ${events} events and ${pictures} pictures and clips, copied and checked`,
  nothingToBackUp: (folder) => `${folder}: no collector has run here; check dataFolder in the config`,
  noBackup: (folder) => `${folder}: holds no complete backup (backup.json is missing or cannot be read)`,
  damaged: (file, reason) => `${file}: is damaged (${reason}); use another backup; nothing was changed`,
  newer: (file) => `${file}: was written by a newer Watchpost; install that one first; nothing was changed`,
  occupied: (folder) => `${folder}: holds data already; add --replace to move them aside, or choose another dataFolder`,
  restored: (folder, at) =>
    `${folder}: restored to the state of ${at}; agents send again what they still keep, the rest is shown as missing`,
  movedAside: (folder) => `what was there is kept in ${folder}`,
  busy: (folder) => `${folder}: a collector is running on it; stop it first`,
  usage: (detail) => `${detail}; see: npm run collector -- --help`,
  setupCode: (url, code) =>
    `\nNobody is entered yet. Open ${url} and make the first administrator with this code, which works once:\n\n    ${code}\n`,
  access: accessMessages.en,
}

const vi: Messages = {
  about: 'Lưu và hiển thị những gì các trạm biên Watchpost thấy; không kèm lệnh nào thì chạy cho đến khi bị dừng',
  commands: {
    site: 'Cây tỉnh, phường và điểm lắp đặt',
    siteList: 'Liệt kê mọi nơi',
    siteImport: 'Nhập hoặc sửa các nơi theo tệp YAML hoặc JSON, được tất cả hoặc không gì cả',
    siteRemove: 'Xoá một nơi không chứa nơi nào khác',
    backup:
      'Sao lưu sự kiện, sự cố, điểm lắp đặt, ảnh và video vào một thư mục khi bộ thu thập vẫn chạy, rồi kiểm tra bản sao',
    restore: 'Phục hồi từ bản sao lưu; phải dừng bộ thu thập trước',
  },
  options: {
    config: 'Tệp YAML; khoá nào cũng có giá trị mặc định',
    json: 'Trả lời bằng JSON',
    replace: 'Chuyển dữ liệu đang có sang một bên',
  },
  kinds: { province: 'tỉnh, thành phố', district: 'quận, huyện', ward: 'xã, phường', site: 'điểm lắp đặt' },
  siteHeader: ['mã', 'loại', 'thuộc', 'tên'],
  noSites: 'Chưa nhập nơi nào; hãy ghi chúng vào một tệp rồi chạy: npm run collector -- site import TỆP',
  imported: (count, file) => `đã nhập ${count} nơi từ ${file}`,
  unreadable: (file, reason) => `${file}: không đọc được (${reason}); hãy kiểm tra đường dẫn và quyền đọc`,
  notAList: (file) => `${file}: phải là một danh sách các nơi, hoặc {sites: […]} như "site list --json" ghi ra`,
  refused: (file, id, reason) => `${file}: ${id}: ${reason}; chưa thay đổi gì`,
  removed: (id) => `${id}: đã xoá`,
  notRemoved: (id, reason) => `${id}: chưa xoá: ${reason}`,
  copying: (file, percent) => `${file}: ${percent} %`,
  backedUp: (folder, events, pictures) =>
    `${folder}: ${events} sự kiện và ${pictures} ảnh và video, đã sao lưu và kiểm tra`,
  nothingToBackUp: (folder) => `${folder}: chưa có bộ thu thập nào chạy ở đây; hãy xem lại dataFolder trong cấu hình`,
  noBackup: (folder) => `${folder}: không có bản sao lưu hoàn chỉnh (thiếu backup.json hoặc không đọc được)`,
  damaged: (file, reason) => `${file}: bị hỏng (${reason}); hãy dùng bản sao lưu khác; chưa thay đổi gì`,
  newer: (file) => `${file}: do một phiên bản Watchpost mới hơn ghi ra; hãy cài phiên bản đó trước; chưa thay đổi gì`,
  occupied: (folder) => `${folder}: đang có dữ liệu; thêm --replace để chuyển chúng sang một bên, hoặc đổi dataFolder`,
  restored: (folder, at) =>
    `${folder}: đã phục hồi về lúc ${at}; trạm biên sẽ gửi lại những tin còn giữ, phần còn lại hiện là còn thiếu`,
  movedAside: (folder) => `dữ liệu cũ được giữ ở ${folder}`,
  busy: (folder) => `${folder}: đang có bộ thu thập chạy trên dữ liệu này; hãy dừng nó trước`,
  usage: (detail) => `${detail}; xem: npm run collector -- --help`,
  setupCode: (url, code) =>
    `\nChưa có ai được khai báo. Hãy mở ${url} và tạo quản trị viên đầu tiên bằng mã dưới đây, mã chỉ dùng được một lần:\n\n    ${code}\n`,
  access: accessMessages.vi,
}

export const messages: Readonly<Record<Language, Messages>> = { en, vi }
