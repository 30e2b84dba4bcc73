import { Button } from '@mantine/core';
import { IconBookmark } from '@tabler/icons-react';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { bookmarklet } from './bookmarklet.ts';
import classes from './Elsewhere.module.css';

/** How numbers on other pages and in other programs are called from here. */
export function ElsewhereScreen() {
  const { t } = useSpeech();
  const words = t.elsewhere;
  return (
    <Plate label={words.title}>
      <div className={classes.page}>
        <h1>{words.title}</h1>
        <p>{words.lead}</p>
        <h2>{words.links}</h2>
        <Links />
        <h2>{words.bookmark}</h2>
        <p>{words.bookmarkHow}</p>
        <a
          // React lets no such address through; it is this page's own, and works in the bookmarks alone.
          ref={(link) => link?.setAttribute('href', bookmarklet(location.origin))}
          className={classes.bookmark}
          draggable
          onClick={(event) => event.preventDefault()}
        >
          <IconBookmark size={18} aria-hidden />
          {words.bookmarkName}
        </a>
        <p className="quiet">{words.bookmarkHint}</p>
        <h2>{words.paste}</h2>
        <p>{words.pasteHow}</p>
      </div>
    </Plate>
  );
}

function Links() {
  const { t } = useSpeech();
  const { tellDone, tellFailure } = useParts();
  // Absent in Safari and outside a secure context, though the type does not say so.
  const register = navigator.registerProtocolHandler as
    | Navigator['registerProtocolHandler']
    | undefined;
  if (!register) return <p>{t.elsewhere.linksNever}</p>;
  return (
    <>
      <p>{t.elsewhere.linksHow}</p>
      <Button
        w="fit-content"
        variant="default"
        onClick={() => {
          try {
            register.call(navigator, 'tel', `${location.origin}/call?to=%s`);
            tellDone(t.elsewhere.linksAsked);
          } catch (error) {
            tellFailure(error);
          }
        }}
      >
        {t.elsewhere.linksTake}
      </Button>
      <p className="quiet">{t.elsewhere.linksHint}</p>
    </>
  );
}
