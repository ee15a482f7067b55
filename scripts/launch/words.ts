import { languageOf } from '../../runtime/language.ts'
import type { StartCamera } from './camera.ts'

/** How `start` came to its model; last-resort: motion, where not even the built-in model can be used. */
export type ModelOrigin = 'asked' | 'installed' | 'downloaded' | 'built-in' | 'last-resort'

type Words = {
  readonly description: string
  readonly sourceArgument: string
  readonly clipOption: string
  readonly modelsOption: string
  readonly modelOption: string
  readonly httpPortOption: string
  readonly mqttPortOption: string
  readonly dataOption: string
  readonly helpOption: string
  readonly stopping: string
  readonly sampleStreet: string
  readonly wholePicture: string
  readonly middleLine: string
  badPort(option: string, text: string): string
  portBusy(option: string, port: number): string
  noFile(path: string): string
  noModel(model: string): string
  unknownModel(model: string, known: readonly string[]): string
  brokenModel(model: string, file: string): string
  downloading(model: string, megabytes: string): string
  /** @param better the model that is worth getting */
  modelTaken(model: string, origin: ModelOrigin, better: string): string
  noModelInFolder(model: string, folder: string): string
  ended(program: string): string
  running(url: string, cameras: readonly StartCamera[]): string
}

const vi: Words = {
  description: 'Chạy thử Watchpost trên máy này: một bộ thu thập và một trạm biên, dừng bằng Ctrl-C.',
  sourceArgument: 'địa chỉ camera (rtsp://…, http://…) hoặc tệp video; để trống thì dùng phố mẫu',
  clipOption: 'một tệp video, phát lặp lại như một camera',
  modelsOption: 'thư mục có sẵn mô hình, ví dụ USB (cài trước, không cần internet)',
  modelOption:
    'tên mô hình, hoặc motion: chỉ phát hiện chuyển động; để trống: mô hình đã cài, nếu không thì tải yolox-nano-416, nếu không thì mô hình có sẵn',
  httpPortOption: 'cổng của trang điều khiển',
  mqttPortOption: 'cổng MQTT',
  dataOption: 'nơi lưu dữ liệu',
  helpOption: 'hiện trợ giúp',
  stopping: 'Đang dừng…',
  sampleStreet: 'Phố mẫu',
  wholePicture: 'Toàn khung hình',
  middleLine: 'Vạch giữa khung hình',
  badPort: (option, text) => `${option} phải là số từ 1 đến 65535, không phải "${text}".`,
  portBusy: (option, port) =>
    `Cổng ${port} đang được chương trình khác dùng. Hãy dừng chương trình đó hoặc chọn cổng khác: ./scripts/start ${option} ${port + 1}`,
  noFile: (path) => `Không tìm thấy tệp ${path}. Hãy kiểm tra đường dẫn.`,
  noModel: (model) =>
    `Chưa có mô hình ${model} và không tải về được. Hãy chép mô hình vào một thư mục rồi chạy: ./scripts/start --models THƯ_MỤC`,
  unknownModel: (model, known) => `Không có mô hình nào tên "${model}". Hãy chọn một trong: ${known.join(', ')}.`,
  brokenModel: (model, file) =>
    `Mô hình ${model} có sẵn trong Watchpost nhưng tệp bị thiếu hoặc hỏng. Hãy khôi phục: git checkout -- ${file}; hoặc cài lại Watchpost.`,
  downloading: (model, megabytes) =>
    `Đang tải mô hình ${model} (${megabytes} MB), chỉ một lần; không có mạng thì bỏ qua sau vài giây`,
  modelTaken: (model, origin, better) => {
    const how = `Để có ${better}: khi có internet, chạy npm run models -- pull ${better}; hoặc từ USB: ./scripts/start --models THƯ_MỤC`
    return {
      asked: `Mô hình: ${model}, theo --model`,
      installed: `Mô hình: ${model}, đã cài trên máy này`,
      downloaded: `Mô hình: ${model}, vừa tải về`,
      'built-in': `Mô hình: ${model}, có sẵn trong Watchpost: chỉ nhận ra người và xe đang chuyển động, kém hơn ${better}. ${how}`,
      'last-resort': `Mô hình: không có; chỉ phát hiện chuyển động, không nhận ra người và xe. ${how}`,
    }[origin]
  },
  noModelInFolder: (model, folder) => `Trong ${folder} không có mô hình ${model}. Hãy kiểm tra lại thư mục.`,
  ended: (program) => `${program === 'agent' ? 'Trạm biên' : 'Bộ thu thập'} đã dừng; lý do ở các dòng trên.`,
  running: (url, cameras) =>
    [
      '',
      '  Watchpost đang chạy',
      `  Trang điều khiển  ${url}`,
      ...list('  Camera            ', cameras),
      '  Dừng              Ctrl-C',
      '',
    ].join('\n'),
}

const en: Words = {
  description: 'Runs Watchpost on this machine to try it: one collector and one agent, until Ctrl-C.',
  sourceArgument: 'addresses of cameras (rtsp://…, http://…) or video files; none: a drawn sample street',
  clipOption: 'a video file, played again and again like a camera',
  modelsOption: 'a folder that has models, as a USB stick (installed first, without internet)',
  modelOption:
    'name of a model, or motion: whatever moves; none: an installed one, else yolox-nano-416 from the network, else the built-in',
  httpPortOption: 'port of the console',
  mqttPortOption: 'port of MQTT',
  dataOption: 'where data are kept',
  helpOption: 'show this help',
  stopping: 'Stopping…',
  sampleStreet: 'Sample street',
  wholePicture: 'Whole picture',
  middleLine: 'Middle line',
  badPort: (option, text) => `${option} must be a number from 1 to 65535, not "${text}".`,
  portBusy: (option, port) =>
    `Port ${port} is used by another program. Stop that one, or choose another port: ./scripts/start ${option} ${port + 1}`,
  noFile: (path) => `There is no file ${path}. Check the path.`,
  noModel: (model) =>
    `The model ${model} is not installed and could not be downloaded. Put it into a folder and run: ./scripts/start --models FOLDER`,
  unknownModel: (model, known) => `There is no model "${model}". Choose one of: ${known.join(', ')}.`,
  brokenModel: (model, file) =>
    `The model ${model} is part of Watchpost, but its file is missing or damaged. Restore it: git checkout -- ${file}; or install Watchpost anew.`,
  downloading: (model, megabytes) =>
    `Downloading the model ${model} (${megabytes} MB), once; without a network this is given up in a few seconds`,
  modelTaken: (model, origin, better) => {
    const how = `To get ${better}: with internet, run npm run models -- pull ${better}; or from a USB stick: ./scripts/start --models FOLDER`
    return {
      asked: `Model: ${model}, as --model says`,
      installed: `Model: ${model}, installed on this machine`,
      downloaded: `Model: ${model}, just downloaded`,
      'built-in': `Model: ${model}, built in: it sees people and vehicles only while they move, and less well than ${better}. ${how}`,
      'last-resort': `Model: none; only what moves is shown, not people and vehicles. ${how}`,
    }[origin]
  },
  noModelInFolder: (model, folder) => `There is no model ${model} in ${folder}. Check the folder.`,
  ended: (program) => `The ${program} has stopped; the lines above say why.`,
  running: (url, cameras) =>
    ['', '  Watchpost is running', `  Console  ${url}`, ...list('  Camera   ', cameras), '  Stop     Ctrl-C', ''].join(
      '\n',
    ),
}

/** In the language of this terminal. */
export const words: Words = languageOf(process.env) === 'vi' ? vi : en

function list(head: string, cameras: readonly StartCamera[]): string[] {
  return cameras.map(({ name, shown }) => `${head}${name} ← ${shown}`)
}
