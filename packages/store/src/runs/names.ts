/** Words of random run names: short, plain and kind, so that `adjective-noun-number` stays within 20 characters. */
const ADJECTIVES =
  'able agile amber ample apt avid bold brave bright brisk calm candid clean clear clever cool coral crisp daring deft eager early fair fancy fast fine fleet fresh frank gentle glad golden grand great green happy hardy honest humble ideal jolly keen kind lively loyal lucid lucky mellow merry mild modest neat nice nimble noble polite prime proud pure quick quiet rapid rare ready regal rich royal rustic safe sharp silent sleek smart smooth snappy solid spry stable steady stout sunny sure sweet swift tidy true upbeat vivid warm wise witty young zesty'.split(
    ' ',
  )
const NOUNS =
  'alder aspen badger bay beaver birch bison bluff bream brook carp cedar char cliff cod cove crane creek crow dale deer delta dove drake duck dune eagle egret elk elm fern finch fjord fox glade goose grebe gull hare hawk heron hill ibis inlet iris isle jay kite lake lark leaf linnet loon lotus lynx maple marsh martin merlin mole moose moss newt oak ocean otter owl perch pike pine plover pond quail rail rapid raven reed reef ridge river robin salmon seal shore shrew snipe spruce stone stork stream swan swift tarn tern thrush tide trout vale vole weir willow wren yew'.split(
    ' ',
  )

const pick = (words: readonly string[]): string => words[Math.floor(Math.random() * words.length)] ?? ''

/** A random `adjective-noun-number`, the number 0 to 1000, at most 20 characters. */
export const randomRunName = (): string => `${pick(ADJECTIVES)}-${pick(NOUNS)}-${Math.floor(Math.random() * 1001)}`
