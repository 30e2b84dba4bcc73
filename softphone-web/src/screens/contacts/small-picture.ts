/** Sides of a kept picture, pixels: twice what the largest place for it has. */
const SIDE = 256;
const QUALITY = 0.85;
/** Of the file that is chosen, bytes: what a browser can hold without trouble. */
const LARGEST_FILE = 30_000_000;

/** What was chosen is no picture that the browser can show. */
export class NoPictureError extends Error {
  override readonly name = 'NoPictureError';
}

/**
 * A square JPEG of a picture, in base64. The browser draws it anew, turned as its camera was held, so that nothing of the
 * file is sent but what one sees. `cover`: its middle; else all of it, on white. Throws `NoPictureError`.
 */
export async function smallPicture(file: Blob, cover: boolean): Promise<string> {
  if (file.size > LARGEST_FILE) throw new NoPictureError();
  const picture = await createImageBitmap(file).catch((cause: unknown) => {
    throw new NoPictureError('', { cause });
  });
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const paper = canvas.getContext('2d');
  if (!paper) throw new NoPictureError();
  const { width, height } = picture;
  const scale = SIDE / (cover ? Math.min(width, height) : Math.max(width, height));
  paper.fillStyle = '#fff';
  paper.fillRect(0, 0, SIDE, SIDE);
  paper.imageSmoothingQuality = 'high';
  const [w, h] = [width * scale, height * scale];
  paper.drawImage(picture, (SIDE - w) / 2, (SIDE - h) / 2, w, h);
  picture.close();
  return canvas.toDataURL('image/jpeg', QUALITY).replace(/^data:[^,]*,/, '');
}
