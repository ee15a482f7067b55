/** What an operator is told to do where nobody has written it down for the place. */
import type { ChecklistConfig } from './config.ts'

const look = {
  step: 'look',
  vi: 'Xem ảnh, đoạn phim và hình trực tiếp: có đúng như cảnh báo không?',
  en: 'Look at the pictures, the clip and the live view: is it what it says?',
}
const record = {
  step: 'record',
  vi: 'Ghi lại kết quả xử lý và đóng sự cố với lý do đúng',
  en: 'Note what was done and close the incident with the right reason',
}
const keep = {
  step: 'keep',
  vi: 'Nếu cần làm bằng chứng: bật giữ lại để không bị xoá',
  en: 'If it may be evidence: put it on hold so that nothing is deleted',
}

export const builtInChecklists: readonly ChecklistConfig[] = [
  {
    kind: 'intrusion',
    steps: [
      look,
      {
        step: 'call',
        vi: 'Gọi người phụ trách điểm lắp đặt; có nguy hiểm thì gọi 113',
        en: 'Call the contact of the site; where there is danger, the police (113)',
      },
      keep,
      record,
    ],
  },
  {
    kind: 'left-object',
    steps: [
      look,
      {
        step: 'owner',
        vi: 'Tìm trong hình ai để lại hoặc lấy đi; người đó còn ở gần không?',
        en: 'Find in the pictures who left or took it; is that person still near?',
      },
      {
        step: 'guard',
        vi: 'Báo bảo vệ tại chỗ; vật khả nghi thì không ai được chạm vào, gọi 113',
        en: 'Tell the guard on site; nobody touches what is suspicious, call the police (113)',
      },
      keep,
      record,
    ],
  },
  {
    kind: 'wrong-way',
    steps: [
      look,
      { step: 'traffic', vi: 'Báo cảnh sát giao thông phụ trách tuyến', en: 'Tell the traffic police of this road' },
      record,
    ],
  },
  {
    kind: 'stopped-vehicle',
    steps: [
      look,
      {
        step: 'traffic',
        vi: 'Tai nạn hay hỏng xe: báo cảnh sát giao thông, có người bị thương thì gọi 115',
        en: 'Accident or breakdown: tell the traffic police; if somebody is hurt, call an ambulance (115)',
      },
      record,
    ],
  },
  {
    kind: 'tampering',
    steps: [
      look,
      {
        step: 'before',
        vi: 'Xem lại hình ngay trước lúc mất: ai đã đến gần camera?',
        en: 'Look at the pictures just before: who came near the camera?',
      },
      { step: 'technician', vi: 'Cử kỹ thuật viên đến kiểm tra camera', en: 'Send a technician to the camera' },
      record,
    ],
  },
  {
    kind: 'camera-fault',
    steps: [
      {
        step: 'scope',
        vi: 'Chỉ một camera hay cả trạm? Cả trạm thì thường là mất điện hoặc mất mạng',
        en: 'One camera or the whole box? The whole box is mostly power or network',
      },
      {
        step: 'call',
        vi: 'Hỏi người phụ trách điểm lắp đặt về nguồn điện và mạng',
        en: 'Ask the contact of the site about power and network',
      },
      {
        step: 'technician',
        vi: 'Nếu không tự khỏi: cử kỹ thuật viên',
        en: 'If it does not recover: send a technician',
      },
      record,
    ],
  },
]
