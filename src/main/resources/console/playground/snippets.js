// The same call in other languages. Each runs as it is, without any library, with the key in TOLLGATE_KEY.

import { ROOT } from '../api.js';

const INDENT = '  ';

/** The languages, in the order of their tabs. */
export const LANGUAGES = [
  { label: 'curl', write: curl },
  { label: 'Python', write: python },
  { label: 'Node', write: node },
  { label: 'Java', write: java },
];

/**
 * A request to be written down.
 * @param answer its body and headers are taken
 * @param attachments what in the body stands for a file is read from the file
 */
export function snippet(language, answer, attachments) {
  const files = new Map();
  for (const attachment of attachments) {
    files.set(attachment.url, attachment.name);
    if (attachment.base64) {
      files.set(attachment.base64, attachment.name);
    }
  }
  const headers = Object.entries(answer.headers);
  return language.write({
    url: new URL('v1/chat/completions', ROOT).href,
    base: new URL('v1', ROOT).href,
    body: answer.body,
    headers,
    files,
  });
}

/**
 * Writes a value as the literal of a language.
 * @param dialect {{string, file, words}} how it writes texts, files, and true, false, null
 */
function literal(value, dialect, indent = '') {
  if (typeof value === 'string') {
    const name = dialect.files.get(value);
    return name === undefined
      ? dialect.string(value)
      : dialect.file(name, value.startsWith('data:') ? value.slice(0, value.indexOf(',') + 1) : '');
  }
  if (value === null || typeof value === 'boolean') {
    return dialect.words[String(value)];
  }
  if (typeof value !== 'object') {
    return String(value);
  }
  const deeper = indent + INDENT;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const members = Array.isArray(value)
    ? value.map((member) => literal(member, dialect, deeper))
    : Object.entries(value).map(([name, member]) => `${dialect.string(name)}: ${literal(member, dialect, deeper)}`);
  const flat = `${open}${open === '{' ? ' ' : ''}${members.join(', ')}${close === '}' ? ' ' : ''}${close}`;
  if (!members.length) {
    return open + close;
  }
  return flat.length + indent.length < 88 && !flat.includes('\n')
    ? flat
    : `${open}\n${members.map((member) => deeper + member).join(',\n')}\n${indent}${close}`;
}

const JSON_WORDS = { true: 'true', false: 'false', null: 'null' };

function curl({ url, body, headers, files }) {
  const shell = (text) => text.replace(/[\\$`]/g, '\\$&');
  const json = literal(body, {
    files,
    words: JSON_WORDS,
    string: (text) => shell(JSON.stringify(text)),
    file: (name, prefix) => `"${prefix}$(base64 < ${quoted(name)} | tr -d '\\n')"`,
  });
  const more = headers.map(([name, value]) => `  -H "${name}: ${value}" \\\n`).join('');
  const mark = files.size ? 'JSON' : "'JSON'";
  return `curl -N ${url} \\
  -H "Authorization: Bearer $TOLLGATE_KEY" \\
  -H "Content-Type: application/json" \\
${more}  -d @- <<${mark}
${files.size ? json : literal(body, { files, words: JSON_WORDS, string: JSON.stringify })}
JSON
`;
}

function quoted(name) {
  return `'${name.replaceAll("'", "'\\''")}'`;
}

function python({ url, base, body, headers, files }) {
  const json = literal(body, {
    files,
    words: { true: 'True', false: 'False', null: 'None' },
    string: JSON.stringify,
    file: (name, prefix) => `${prefix ? `"${prefix}" + ` : ''}encoded(${JSON.stringify(name)})`,
  });
  const more = headers.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`).join('');
  const reader = files.size
    ? `

def encoded(file):
    with open(file, "rb") as opened:
        return base64.b64encode(opened.read()).decode()

`
    : '';
  return `# With OpenAI's library: OpenAI(base_url="${base}", api_key=os.environ["TOLLGATE_KEY"])
${files.size ? 'import base64\n' : ''}import json
import os
import urllib.request
${reader}
body = ${json}
request = urllib.request.Request("${url}", json.dumps(body).encode(), {
    "Authorization": "Bearer " + os.environ["TOLLGATE_KEY"],
    "Content-Type": "application/json",
${more}})
with urllib.request.urlopen(request) as answer:
    for line in answer:
        if line.startswith(b"data: {"):
            chunk = json.loads(line[6:])
            if "error" in chunk:
                raise RuntimeError(chunk["error"]["message"])
            for choice in chunk["choices"]:
                print(choice["delta"].get("content") or "", end="", flush=True)
            if chunk.get("usage"):
                print("\\n", chunk["usage"])
`;
}

function node({ url, base, body, headers, files }) {
  const json = literal(body, {
    files,
    words: JSON_WORDS,
    string: JSON.stringify,
    file: (name, prefix) => `${prefix ? `"${prefix}" + ` : ''}encoded(${JSON.stringify(name)})`,
  });
  const more = headers.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`).join('');
  const reader = files.size
    ? 'import { readFileSync } from "node:fs";\n\nconst encoded = (file) => readFileSync(file).toString("base64");\n'
    : '';
  return `// Save as ask.mjs. With OpenAI's library: new OpenAI({ baseURL: "${base}", apiKey: process.env.TOLLGATE_KEY })
${reader}const body = ${json};
const answer = await fetch("${url}", {
  method: "POST",
  headers: {
    "Authorization": \`Bearer \${process.env.TOLLGATE_KEY}\`,
    "Content-Type": "application/json",
${more}  },
  body: JSON.stringify(body),
});
if (!answer.ok) {
  throw new Error(await answer.text());
}
let rest = "";
for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + piece).split("\\n");
  rest = lines.pop();
  for (const line of lines.filter((line) => line.startsWith("data: {"))) {
    const chunk = JSON.parse(line.slice(6));
    if (chunk.error) {
      throw new Error(chunk.error.message);
    }
    process.stdout.write(chunk.choices[0]?.delta.content ?? "");
    if (chunk.usage) {
      console.log("\\n", chunk.usage);
    }
  }
}
`;
}

function java({ url, base, body, headers, files }) {
  const text = (value) => JSON.stringify(value).replace(/\\/g, '\\\\').replace(/"""/g, '\\"\\"\\"');
  const names = [...new Set(files.values())];
  const json = literal(body, {
    files,
    words: JSON_WORDS,
    string: text,
    file: (name, prefix) => `"${prefix}@file-${names.indexOf(name)}@"`,
  });
  const more = headers
    .map(([name, value]) => `\n\t\t\t.header(${JSON.stringify(name)}, ${JSON.stringify(value)})`)
    .join('');
  const filled = names
    .map(
      (name, at) => `
			.replace("@file-${at}@", Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(${JSON.stringify(name)}))))`,
    )
    .join('');
  return `// Save as Ask.java, run with: java Ask.java
// With OpenAI's library: OpenAIOkHttpClient.builder().baseUrl("${base}").apiKey(System.getenv("TOLLGATE_KEY")).build()
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
${names.length ? 'import java.nio.file.Files;\nimport java.nio.file.Path;\nimport java.util.Base64;\n' : ''}
class Ask {

	public static void main(String[] args) throws Exception {
		String body = """
${json
  .split('\n')
  .map((line) => `\t\t\t\t${line}`)
  .join('\n')}
				"""${filled};
		HttpRequest request = HttpRequest.newBuilder(URI.create("${url}"))
			.header("Authorization", "Bearer " + System.getenv("TOLLGATE_KEY"))
			.header("Content-Type", "application/json")${more}
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		// the events as they come; any JSON library reads choices[0].delta.content
		HttpClient.newHttpClient()
			.send(request, HttpResponse.BodyHandlers.ofLines())
			.body()
			.forEach(System.out::println);
	}

}
`;
}
