// The three questions on @floip/flow-runner: microseconds a turn, the context through JSON between
// turns. Usage: node floip.cjs FOLDER (where it is installed). Called by bench/engine.py.
const {createRequire} = require('module')
const {join} = require('path')
const load = createRequire(join(require('path').resolve(process.argv[2]), 'x.js'))
const {FlowRunner, createContextDataObjectFor, SupportedMode} = load('@floip/flow-runner')

const exit = (uuid, to, test, fallback) => ({uuid, tag: uuid, label: uuid, name: uuid, test: test ?? '', default: !!fallback,
  semantic_label: '', destination_block: to, config: {}})
const block = (uuid, type, config, exits) => ({uuid, name: uuid, label: uuid, semantic_label: '', type, config, exits,
  vendor_metadata: {}})
const flow = {
  uuid: 'survey', name: 'survey', label: '', last_modified: '2026-01-01 00:00:00.000Z', interaction_timeout: 3600,
  vendor_metadata: {}, supported_modes: [SupportedMode.TEXT], languages: [], first_block_id: 'who', exit_block_id: '',
  blocks: [
    block('who', 'MobilePrimitives.OpenResponse', {prompt: 'p', text: {max_response_characters: 100}}, [exit('a', 'come')]),
    block('come', 'MobilePrimitives.SelectOneResponse', {prompt: 'p', choices: {yes: 'c', no: 'd'}},
      [exit('b', 'zip', "@(block.value = 'yes')"), exit('c', 'zip', '', true)]),
    block('zip', 'MobilePrimitives.OpenResponse', {prompt: 'p', text: {max_response_characters: 100}}, [exit('d', 'bye')]),
    block('bye', 'MobilePrimitives.Message', {prompt: 'p'}, [exit('e', undefined)]),
  ],
}
const contact = {id: '1', name: 'Ana', created_at: '2026-01-01', groups: [], setProperty() {}, getProperty() {},
  addGroup() {}, delGroup() {}}

console.info = () => {} // it says that it waits, at every start

async function talk() {
  let context = await createContextDataObjectFor(contact, [], 'u', 'o', [flow], 'en', SupportedMode.TEXT)
  for (const answer of [null, 'Ana', 'yes', '60608']) {
    if (answer !== null) context = JSON.parse(JSON.stringify(context))
    context.contact = contact
    const runner = new FlowRunner(context)
    if (answer !== null) {
      const cursor = await runner.hydrateRichCursorFrom(context)
      cursor.prompt.value = answer
    }
    await runner.run()
  }
  return context
}

async function main() {
  const end = await talk()
  if (end.interactions.map(i => i.value).slice(0, 3).join() !== 'Ana,yes,60608') throw new Error('other answers')
  const samples = []
  for (let i = 0; i < 10; i++) {
    const begun = process.cpuUsage()
    for (let n = 0; n < 200; n++) await talk()
    const used = process.cpuUsage(begun)
    samples.push((used.user + used.system) / 800)
  }
  samples.sort((a, b) => a - b)
  console.log(samples[5])
}
main().catch(error => { console.error(error); process.exit(1) })
