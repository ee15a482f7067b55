/** What the commands about retention say. */
import type { Language } from '../../runtime/language.ts'
import type { DataClass, ErasureCount } from '../store/erasing.ts'

export type RetentionMessages = {
  readonly commands: { retention: string; preview: string; run: string }
  readonly header: readonly [
    what: string,
    where: string,
    why: string,
    count: string,
    size: string,
    from: string,
    to: string,
  ]
  readonly classes: Readonly<Record<DataClass, string>>
  readonly reasons: Readonly<Record<ErasureCount['why'], string>>
  readonly elsewhere: string
  readonly nothing: string
  readonly wouldGo: string
  readonly gone: string
  held(events: number): string
  unknownPlace(branch: string): string
  noCollector(folder: string): string
  readonly isOff: string
}

const en: RetentionMessages = {
  commands: {
    retention: 'What is deleted because its time is over',
    preview: 'Show what would be deleted now; changes nothing',
    run: 'Delete now what would be deleted within the hour; beside a collector that runs, too',
  },
  header: ['what', 'rule of', 'why', 'how many', 'MB', 'oldest', 'newest'],
  classes: { events: 'events', counts: 'counts', snapshots: 'pictures', clips: 'clips', incidents: 'incidents' },
  reasons: { age: 'its time is over', room: 'no room', orphan: 'no event names it' },
  elsewhere: 'everywhere',
  nothing: 'Nothing has been kept long enough to be deleted',
  wouldGo: 'These would be deleted now:',
  gone: 'Deleted, and noted in the audit record:',
  held: (events) => `${events} events are on legal hold and stay`,
  unknownPlace: (branch) =>
    `retention.branches: there is no place "${branch}"; its rule holds for a site of that name only (site list shows all)`,
  noCollector: (folder) => `${folder}: no collector has run here yet; check dataFolder in the config`,
  isOff: 'retention.enabled: it is false, so that nothing is deleted; set it to true first',
}

const vi: RetentionMessages = {
  commands: {
    retention: 'Những gì bị xoá vì đã hết thời hạn lưu giữ',
    preview: 'Xem trước những gì sẽ bị xoá lúc này; không thay đổi gì',
    run: 'Xoá ngay những gì đã hết hạn mà không đợi đến giờ; chạy được cả khi bộ thu thập đang hoạt động',
  },
  header: ['loại', 'theo quy định của', 'lý do', 'số lượng', 'MB', 'cũ nhất', 'mới nhất'],
  classes: { events: 'sự kiện', counts: 'số đếm', snapshots: 'ảnh', clips: 'video', incidents: 'sự cố' },
  reasons: { age: 'đã hết hạn', room: 'hết chỗ', orphan: 'không thuộc sự kiện nào' },
  elsewhere: 'mọi nơi',
  nothing: 'Chưa có gì hết thời hạn lưu giữ',
  wouldGo: 'Những mục sau sẽ bị xoá lúc này:',
  gone: 'Đã xoá và ghi vào nhật ký truy cập:',
  held: (events) => `${events} sự kiện đang được giữ làm bằng chứng và không bị xoá`,
  unknownPlace: (branch) =>
    `retention.branches: không có nơi nào tên "${branch}"; quy định này chỉ áp dụng cho điểm lắp đặt có đúng tên đó (xem site list)`,
  noCollector: (folder) => `${folder}: chưa có bộ thu thập nào chạy ở đây; hãy xem lại dataFolder trong cấu hình`,
  isOff: 'retention.enabled: đang là false nên không có gì bị xoá; hãy đặt thành true trước',
}

export const retentionMessages: Readonly<Record<Language, RetentionMessages>> = { en, vi }
