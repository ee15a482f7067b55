import type { JsonSchema } from './json-schema.ts'
import { flow, table, typeWords } from './words.ts'

const introduction = `# Cấu hình · Configuration

**Tiếng Việt.** Trạm biên và bộ thu thập mỗi bên đọc một tệp YAML. Hãy sao chép tệp mẫu trong thư mục này rồi chỉ sửa những
khóa cần sửa: khóa nào không ghi thì lấy giá trị mặc định. Với trạm biên, thường chỉ cần đặt điểm lắp đặt (\`site\`), tên trạm
biên (\`agent\`), địa chỉ bộ thu thập (\`mqtt.url\`, \`collector.url\`) và danh sách camera. Vùng và vạch được ghi bằng tọa độ từ 0
đến 1 theo bề ngang và bề cao của hình, gốc ở góc trên bên trái. Đừng ghi mật khẩu vào tệp: hãy viết \`\${TÊN_BIẾN}\` để lấy từ
biến môi trường. Khóa viết sai hoặc giá trị ngoài giới hạn bị từ chối ngay khi khởi động; thông báo lỗi nêu rõ tệp, khóa và giá
trị. Các bảng bên dưới liệt kê mọi khóa, bằng tiếng Anh, đúng như chú thích trong tệp mẫu.

**English.** The agent and the collector read one YAML file each. Copy the example, change what you need and delete the rest:
what is not written has its default. A key that does not exist or a value out of range is refused at the start, with the file,
the key and the value.

| program | example | schema for editors | started with |
|---|---|---|---|
| agent | [agent.example.yaml](agent.example.yaml) | [agent.schema.json](agent.schema.json) | \`npm run agent -- --config agent.yaml\` |
| collector | [collector.example.yaml](collector.example.yaml) | [collector.schema.json](collector.schema.json) | \`npm run collector -- --config collector.yaml\` |

The first line of an example tells an editor with a YAML language server where its schema is, so that it completes and checks
keys. In a copy that lies elsewhere, correct that path.

## Values from the environment

| written | becomes |
|---|---|
| \`\${NAME}\` | the environment variable \`NAME\`; when it is not set, the program does not start and says so |
| \`\${NAME:-fallback}\` | the same, with \`fallback\` when it is not set |

Both may stand anywhere in a text, also several times (\`rtsp://\${HOST}:554/\${STREAM:-stream1}\`), but not in place of a
number, or of true and false. They are filled in before the value is checked.

## Khi nào một luật báo · When a rule reports

**Tiếng Việt.** Lịch (\`schedule\`) tính theo giờ của điểm lắp đặt (\`timeZone\`). Một khung giờ thuộc về ngày nó bắt đầu: khung 22:00 đến 06:00
của thứ Bảy kéo sang sáng Chủ nhật. Vào ngày lễ (\`holidays\`), luật có \`onHolidays: never\` không mở khung giờ nào, \`always\` báo suốt ngày.
Ai đã ở trong vùng lúc khung giờ mở thì được báo từ lúc đó; sự kiện còn mở lúc khung giờ đóng thì kết thúc với lý do \`cleared\`. Một vùng hay
một vạch vẽ một lần trong \`zones\`, \`lines\` của camera dùng được cho nhiều luật, qua \`zone\` hoặc \`line\` thay cho \`points\`.

**English.** A schedule goes by the clock of the site, \`timeZone\`. A window belongs to the day on which it begins: 22:00 to 06:00 of a Saturday lasts into
Sunday morning. On a holiday no window begins of a rule with \`onHolidays: never\`, and one with \`always\` reports the whole day. Who is in
a zone already when a window opens is reported from then on; an event that is open when it closes ends with the reason \`cleared\`. A zone or line that is
drawn once, in \`zones\` and \`lines\` of the camera, serves many rules, by \`zone\` or \`line\` instead of \`points\`.

## Người trong đoạn phim · People in clips

**Tiếng Việt.** Những gì \`privacy.blur\` che trong hình thì cũng che trong đoạn phim. Với \`auto\`, \`faces\` và \`heads\`, phim che vùng đầu của
mọi người, rộng hơn trong hình, kể cả đoạn đường giữa hai lần phân tích; với \`people\` thì che cả người. Lúc không khung hình nào được phân
tích, ví dụ khi bộ nhận dạng hỏng, phim để đen; nếu quá nửa đoạn phim như vậy thì phim không rời khỏi trạm biên và nhật ký nêu lý do. Người mà bộ nhận
dạng không thấy trong lần nào thì không che được. Phim bị che phải mã hóa lại, rộng tối đa 1920 điểm ảnh, mỗi lúc chỉ một phim và nhường CPU cho
việc phân tích. Trường \`clip.privacy\` của sự kiện ghi những gì đã che. Phim chưa tải lên (\`recording.upload\`) vẫn lấy được theo yêu cầu khi còn trong \`minutes\`.

**English.** What \`privacy.blur\` hides in pictures is hidden in clips too. With \`auto\`, \`faces\` and \`heads\`, a clip hides everybody's head, more generously than a
picture and all the way between two analysed frames; with \`people\`, whole people. While no frame was analysed, as when the detector failed, a clip is black; when that is
more than half of it, the clip does not leave the box and the log says why. Somebody whom the detector never sees is not hidden. A clip in which something is hidden is encoded again, at most
1920 pixels wide, one at a time and with less claim to the CPU than analysis. \`clip.privacy\` of the event says what was hidden. A clip that is not
uploaded by itself (\`recording.upload\`) can be asked for as long as its time is within \`minutes\`.

This page is generated from \`agent/config.ts\` and \`collector/config.ts\` by \`npm run generate\`.
`

export type ConfigSchemas = { readonly agent: JsonSchema; readonly collector: JsonSchema }

/** config/README.md: a table for each section of each file. */
export function configPage({ agent, collector }: ConfigSchemas): string {
  const agentSections = distinct(sections(agent, '')).join('\n\n')
  const collectorSections = distinct(sections(collector, '')).join('\n\n')
  return `${introduction}\n## Agent\n\n${agentSections}\n\n## Collector\n\n${collectorSections}\n`
}

/** What several kinds of one thing have in common is explained once. */
function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

/** A table of the keys of an object, then the sections of what is inside. */
function sections(schema: JsonSchema, path: string): string[] {
  const { properties = {}, required = [] } = schema
  const plain = Object.entries(properties).filter(([, { type }]) => type !== 'object')
  const rows = plain.map(([key, inner]) => [
    `\`${key}\``,
    typeWords(inner),
    inner.default === undefined ? presence(required.includes(key)) : `\`${flow(inner.default)}\``,
    inner.description ?? '',
  ])
  const inner = Object.entries(properties).flatMap(([key, value]) =>
    innerSections(value, path === '' ? key : `${path}.${key}`),
  )
  // A key that only groups others has nothing to say in a table.
  return [rows.length === 0 ? '' : table(['key', 'type and range', 'default', 'meaning'], rows), ...inner]
}

function innerSections(schema: JsonSchema, path: string): string[] {
  if (schema.properties !== undefined) return titled(schema, path, schema.description)
  const { items } = schema
  if (!items) return []
  const elements = items.anyOf ?? [items]
  return elements.flatMap((element) => {
    if (element.properties === undefined) return []
    const { type } = element.properties
    const kind = type?.const === undefined ? '' : `, \`type: ${type.const}\``
    return titled(element, `${path}[]`, type?.description ?? schema.description, kind)
  })
}

function titled(schema: JsonSchema, path: string, description = '', kind = ''): string[] {
  const [first = '', ...rest] = sections(schema, path)
  return [`### \`${path}\`${kind}\n\n${description}.\n\n${first}`.trimEnd(), ...rest]
}

function presence(isRequired: boolean): string {
  return isRequired ? 'required' : ''
}
