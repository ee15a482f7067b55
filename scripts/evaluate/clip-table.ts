import type { Evaluation } from './evaluate.ts'
import { part, percent, table } from './table.ts'
import { teacherModel } from './teacher.ts'

/** What the real clips say. */
export function clipTable({ visits, traffic, empty, teacher, pace }: NonNullable<Evaluation['clips']>): string {
  const { vehicles, withTwoWheelers, any, byGuess } = traffic
  const count = ({ found, matched }: typeof any) =>
    `${found} / ${traffic.true}, ${matched} matched, error ${percent(Math.abs(found - traffic.true), traffic.true)}`
  const rows = [
    ['**people one by one: visits with an event of class Human**', part(visits.found, visits.visits)],
    ['– further such events of the same visits', String(visits.fragments)],
    ['– false: of another class in a visit, of any sure class outside', `${visits.wrong}, ${visits.outside}`],
    ['– events of no sure class', String(visits.unsure)],
    ['**traffic down the road: Vehicle found / true**', count(vehicles)],
    ['– Vehicle and TwoWheeler', count(withTwoWheelers)],
    ['– whatever it is', count(any)],
    ['– Human, TwoWheeler, Unsure found', `${byGuess.Human}, ${byGuess.TwoWheeler}, ${byGuess.Unsure}`],
    ['– upwards, whatever it is', String(traffic.upwards)],
    ['**empty room: false events after the first second**', String(empty.sure)],
    ['– events of no sure class', String(empty.unsure)],
    ['detector a frame, p50 / p95', `${pace.detectP50Ms.toFixed(1)} / ${pace.detectP95Ms.toFixed(1)} ms`],
    ['processor time a frame, without decoding', `${pace.cpuMs.toFixed(1)} ms`],
  ]
  return [
    '## Real clips',
    table(['what', 'figure'], [...rows, ...(teacher === undefined ? [] : teacherRows(teacher))]),
  ].join('\n\n')
}

type Teacher = NonNullable<NonNullable<Evaluation['clips']>['teacher']>

function teacherRows({ visits, traffic, empty }: Teacher): string[][] {
  const named = { 'people one by one': visits, traffic, 'empty room': empty }
  const all = [visits, traffic, empty].reduce((sum, one) => ({
    known: sum.known + one.known,
    sure: sum.sure + one.sure,
    right: sum.right + one.right,
  }))
  return [
    [`**Human or Vehicle as ${teacherModel} says, of sure tracks**`, part(all.right, all.sure)],
    ...Object.entries(named).map(([name, { right, sure }]) => [`– ${name}`, part(right, sure)]),
    ['– unsure, of tracks that it knows', part(all.known - all.sure, all.known)],
  ]
}
