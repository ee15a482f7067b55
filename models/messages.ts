/** All that `npm run models` says, in the languages of the people who run it. */
import type { Language } from '../runtime/language.ts'
import type { DownloadErrorCode } from './download.ts'
import type { WeightsState } from './weights.ts'

export type Messages = {
  readonly about: string
  readonly commands: { list: string; pull: string; install: string; verify: string }
  readonly options: { modelsFolder: string; quick: string; stallSeconds: string; attempts: string }
  readonly states: Readonly<Record<WeightsState, string>>
  /** Of a model that is part of the project. */
  readonly builtInStates: Readonly<Record<WeightsState, string>>
  readonly header: readonly [name: string, size: string, state: string, licence: string]
  present(name: string): string
  builtIn(name: string): string
  /** What to do when a file of the project itself is missing or another. */
  restore(name: string, file: string): string
  pulled(name: string, file: string): string
  pullFailed(name: string, code: DownloadErrorCode, detail: string, host: string): string
  installed(name: string, from: string): string
  nothingToInstall(folder: string, names: string): string
  unreadableFolder(folder: string, reason: string): string
  verifyFailed(name: string): string
  notANumber(option: string, value: string): string
  usage(detail: string): string
}

const offlineEn = 'without a network, bring the file on a USB stick and run: npm run models -- install FOLDER'
const offlineVi = 'khi không có mạng, hãy chép tệp vào USB rồi chạy: npm run models -- install THƯ_MỤC'

const en: Messages = {
  about: 'Detection models: which there are, and getting their weights',
  commands: {
    list: 'Show every model, its size, licence and whether its weights are here and right',
    pull: 'Download the weights of models',
    install: 'Copy weights from a folder, e.g. a USB stick; files are known by their content, not their name',
    verify: 'Check installed weights against their manifests',
  },
  options: {
    modelsFolder: 'Folder with manifests and weights',
    quick: 'Give up at once when there is no network',
    stallSeconds: 'Silence of the network, in seconds, that counts as a failure',
    attempts: 'Failures in a row before giving up',
  },
  states: { missing: 'not installed', wrong: 'WRONG FILE', verified: 'installed, verified' },
  builtInStates: { missing: 'built in: MISSING', wrong: 'built in: WRONG FILE', verified: 'built in, verified' },
  header: ['model', 'size', 'state', 'licence'],
  present: (name) => `${name}: already installed and verified`,
  builtIn: (name) => `${name}: part of Watchpost, verified; there is nothing to download`,
  restore: (name, file) =>
    `not usable: ${name}; it is part of Watchpost and not downloaded; restore it with: git checkout -- ${file}; or install Watchpost anew`,
  pulled: (name, file) => `${name}: downloaded and verified: ${file}`,
  pullFailed: (name, code, detail, host) =>
    `${name}: ${
      {
        'no-network': `cannot reach ${host} (${detail})`,
        http: `${host} does not give the file (HTTP ${detail})`,
        stalled: `${host} fell silent (${detail})`,
        'cut-off': `the connection to ${host} broke (${detail})`,
        'wrong-content': `${host} gave another file than the manifest names (${detail}); nothing was installed`,
        disk: `the file cannot be written (${detail}); check free space and permissions`,
      }[code]
    }${code === 'disk' ? '' : `; ${offlineEn}`}`,
  installed: (name, from) => `${name}: installed from ${from}`,
  nothingToInstall: (folder, names) => `${folder}: no file here is the weights of any of: ${names}`,
  unreadableFolder: (folder, reason) => `${folder}: cannot be read (${reason}); check the path`,
  verifyFailed: (name) => `not usable: ${name}; get it with: npm run models -- pull ${name}`,
  notANumber: (option, value) => `${option}: must be a number of at least 1, got ${value}`,
  usage: (detail) => `${detail}; see: npm run models -- --help`,
}

const vi: Messages = {
  about: 'Mô hình phát hiện: liệt kê và tải trọng số',
  commands: {
    list: 'Hiện mọi mô hình, kích thước, giấy phép và tình trạng trọng số',
    pull: 'Tải trọng số của các mô hình',
    install: 'Chép trọng số từ một thư mục, ví dụ USB; tệp được nhận ra theo nội dung, không theo tên',
    verify: 'Đối chiếu trọng số đã cài với bản kê',
  },
  options: {
    modelsFolder: 'Thư mục chứa bản kê và trọng số',
    quick: 'Bỏ ngay khi không có mạng',
    stallSeconds: 'Số giây mạng im lặng thì coi là hỏng',
    attempts: 'Số lần hỏng liên tiếp trước khi bỏ',
  },
  states: { missing: 'chưa cài', wrong: 'SAI TỆP', verified: 'đã cài, đã kiểm tra' },
  builtInStates: { missing: 'có sẵn: THIẾU TỆP', wrong: 'có sẵn: SAI TỆP', verified: 'có sẵn, đã kiểm tra' },
  header: ['mô hình', 'kích thước', 'tình trạng', 'giấy phép'],
  present: (name) => `${name}: đã cài và đã kiểm tra`,
  builtIn: (name) => `${name}: có sẵn trong Watchpost, đã kiểm tra; không cần tải gì`,
  restore: (name, file) =>
    `không dùng được: ${name}; mô hình này có sẵn trong Watchpost, không tải từ mạng; hãy khôi phục: git checkout -- ${file}; hoặc cài lại Watchpost`,
  pulled: (name, file) => `${name}: đã tải và kiểm tra: ${file}`,
  pullFailed: (name, code, detail, host) =>
    `${name}: ${
      {
        'no-network': `không kết nối được tới ${host} (${detail})`,
        http: `${host} không cho tải tệp (HTTP ${detail})`,
        stalled: `${host} ngừng trả lời (${detail})`,
        'cut-off': `kết nối tới ${host} bị đứt (${detail})`,
        'wrong-content': `${host} đưa một tệp khác với bản kê (${detail}); chưa cài gì cả`,
        disk: `không ghi được tệp (${detail}); hãy kiểm tra dung lượng trống và quyền ghi`,
      }[code]
    }${code === 'disk' ? '' : `; ${offlineVi}`}`,
  installed: (name, from) => `${name}: đã cài từ ${from}`,
  nothingToInstall: (folder, names) => `${folder}: không có tệp nào là trọng số của: ${names}`,
  unreadableFolder: (folder, reason) => `${folder}: không đọc được (${reason}); hãy kiểm tra đường dẫn`,
  verifyFailed: (name) => `không dùng được: ${name}; hãy chạy: npm run models -- pull ${name}`,
  notANumber: (option, value) => `${option}: phải là số từ 1 trở lên, nhận được ${value}`,
  usage: (detail) => `${detail}; xem: npm run models -- --help`,
}

export const messages: Readonly<Record<Language, Messages>> = { vi, en }
