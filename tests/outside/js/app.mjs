// A small app for notes, as its own project would have it: Bolt for JavaScript, nothing of it changed.
// Only the address of Slack's API is set. With SLACK_SIGNING_SECRET it is called over HTTP, otherwise it connects.
import bolt from '@slack/bolt';

const { SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = process.env;
const overHttp = Boolean(SLACK_SIGNING_SECRET);
const PROJECTS = ['Printers', 'Projectors', 'Coffee'];

const app = new bolt.App({
  token: SLACK_BOT_TOKEN,
  clientOptions: { slackApiUrl: SLACK_API_URL },
  ...(overHttp
    ? { signingSecret: SLACK_SIGNING_SECRET, endpoints: '/slack/events' }
    : { appToken: SLACK_APP_TOKEN, socketMode: true }),
});

const plain = (text) => ({ type: 'plain_text', text });
const section = (text) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const modal = (blocks, more = {}) => ({ type: 'modal', title: plain('New note'), blocks, ...more });
const title = { type: 'plain_text_input', action_id: 'title' };
const project = { type: 'external_select', action_id: 'project', min_query_length: 1 };
const form = [
  { type: 'input', block_id: 'title', label: plain('Title'), element: title },
  { type: 'input', block_id: 'project', label: plain('Project'), element: project },
];
const done = { type: 'button', action_id: 'done', text: plain('Done'), style: 'primary', value: 'note' };

app.command('/note', async ({ command, ack, client }) => {
  if (command.text === 'help') {
    await ack('Type /note to write a note.');
    return;
  }
  await ack();
  if (command.text === 'export') {
    const file = { file: Buffer.from('title,project\n'), filename: 'notes.csv', title: 'All notes' };
    await client.files.uploadV2({ channel_id: command.channel_id, initial_comment: 'Here they are.', ...file });
    return;
  }
  const { view } = await client.views.open({
    trigger_id: command.trigger_id,
    view: modal([section('One moment…')]),
  });
  const more = { callback_id: 'note', submit: plain('Save'), private_metadata: command.channel_id };
  await client.views.update({ view_id: view.id, hash: view.hash, view: modal(form, more) });
});

app.options('project', async ({ options, ack }) => {
  const found = PROJECTS.filter((name) => name.toLowerCase().startsWith(options.value.toLowerCase()));
  await ack({ options: found.map((name) => ({ text: plain(name), value: name.toLowerCase() })) });
});

app.view('note', async ({ view, body, ack, client }) => {
  const { title: written, project: chosen } = view.state.values;
  const words = written.title.value;
  if (words.length < 3) {
    await ack({ response_action: 'errors', errors: { title: 'Write at least three letters.' } });
    return;
  }
  await ack();
  const text = `<@${body.user.id}> noted for ${chosen.project.selected_option.text.text}: ${words}`;
  const blocks = [section(text), { type: 'actions', block_id: 'buttons', elements: [done] }];
  await client.chat.postMessage({ channel: view.private_metadata, text, blocks });
});

app.action('done', async ({ body, ack, respond }) => {
  await ack();
  const text = `${body.message.text} (done by <@${body.user.id}>)`;
  await respond({ replace_original: true, text, blocks: [section(text)] });
});

app.message('hello', async ({ message, say }) => {
  await say({ text: `Hello <@${message.user}>.`, thread_ts: message.ts });
});

app.event('app_home_opened', async ({ event, client }) => {
  await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [section('Your notes')] } });
});

const server = await app.start(0);
console.log(overHttp ? `ready http://127.0.0.1:${server.address().port}/slack/events` : 'ready');
