import { languageOf } from '../../runtime/language.ts'

/** What to do about a camera that gives no picture, by the code that the agent gives; the agent's own words are English. */
const vi: Readonly<Record<string, string>> = {
  'no-ffmpeg': 'chưa cài ffmpeg; hãy chạy: sudo apt-get install ffmpeg',
  unauthorized: 'camera từ chối tên đăng nhập hoặc mật khẩu; hãy kiểm tra lại',
  forbidden: 'tài khoản này không được xem camera, hoặc tệp không cho đọc',
  'not-found': 'không có luồng hình ở địa chỉ này; hãy kiểm tra đường dẫn',
  'unknown-host': 'không tìm ra máy theo tên này; hãy dùng địa chỉ IP của camera',
  refused: 'camera không nhận kết nối; hãy kiểm tra nguồn điện và cổng',
  unreachable: 'không tới được camera; hãy kiểm tra dây mạng và địa chỉ',
  'no-video': 'luồng này không có hình; hãy chọn luồng khác của camera',
  'invalid-data': 'không đọc được hình của luồng này; hãy thử luồng khác của camera',
  stalled: 'camera ngừng gửi hình; hãy kiểm tra camera và đường truyền',
  ended: 'camera đã đóng luồng; trạm biên tự mở lại',
}

export type CameraDown = { readonly camera: string; readonly reason: string; readonly detail: string }

/** One sentence for the person at this terminal: which camera gives no picture, why, and what to do. */
export function cameraDownWords({ camera, reason, detail }: CameraDown, env: NodeJS.ProcessEnv): string {
  const sentence = languageOf(env) === 'vi' ? vi[reason] : undefined
  if (sentence !== undefined) return `Không có hình từ ${camera}: ${sentence}.`
  return `No picture from ${camera}: ${detail.replace(/^decode: /, '')}.`
}
