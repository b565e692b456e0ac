// Pictures and sounds that go with a prompt.

const MOST_BYTES = 20 * 1024 * 1024;

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

const SOUNDS = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/aac': 'aac',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'audio/x-flac': 'flac',
  'audio/aiff': 'aiff',
  'audio/x-aiff': 'aiff',
};

/** What a file dialog offers. */
export const ACCEPTED = [...PICTURES, ...Object.keys(SOUNDS)].join(',');

/**
 * Reads a file: {kind, name, url, base64, format, size}.
 * @throws Error with words for the person
 */
export async function read(file) {
  const format = SOUNDS[file.type];
  if (!PICTURES.includes(file.type) && !format) {
    throw new Error(
      `${file.name || 'This file'} is neither a picture (PNG, JPEG, GIF, WebP) nor a sound (WAV, MP3, AAC, OGG, FLAC, AIFF).`,
    );
  }
  if (file.size > MOST_BYTES) {
    throw new Error(`${file.name} has ${size(file.size)}; up to 20 MB can be sent.`);
  }
  const url = await dataUrl(file);
  const kind = format ? 'audio' : 'image';
  const name =
    file.name && file.name !== 'image.png'
      ? file.name
      : `${kind === 'audio' ? 'sound' : 'picture'}.${format ?? file.type.slice(6)}`;
  return { kind, name, url, base64: url.slice(url.indexOf(',') + 1), format, size: file.size };
}

function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
}

/** A size for reading. */
export function size(bytes) {
  return bytes < 1024
    ? `${bytes} bytes`
    : bytes < 1024 * 1024
      ? `${Math.round(bytes / 1024)} KB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** An attachment as a part of a message. */
export function part(attachment) {
  return attachment.kind === 'audio'
    ? { type: 'input_audio', input_audio: { data: attachment.base64, format: attachment.format } }
    : { type: 'image_url', image_url: { url: attachment.url } };
}

/** The files of a drop or a paste. */
export function filesOf(transfer) {
  return [...(transfer?.files ?? [])].filter(
    (file) => file.type.startsWith('image/') || file.type.startsWith('audio/'),
  );
}
