import '@mantine/core/styles.css';
import '../src/ui/page.css';
import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import { allStories } from './all.ts';
import { Surroundings } from './surroundings.tsx';

declare global {
  interface Window {
    /** For tests: what there is. */
    stories: readonly { readonly name: string; readonly says: readonly string[] }[];
    showStory: (name: string) => void;
  }
}

const element = document.getElementById('root');
if (!element) throw new Error('stories.html has no #root.');
const root = createRoot(element);

/** One story alone, or all of them as links. */
function show(name: string): void {
  const story = allStories.get(name);
  flushSync(() =>
    root.render(
      story ? (
        <Surroundings key={name} story={story}>
          <main aria-label={name} style={{ maxWidth: 520, padding: 12 }}>
            <h1 style={{ fontSize: 14 }}>{name}</h1>
            {story.show()}
          </main>
        </Surroundings>
      ) : (
        <main style={{ padding: 12 }}>
          <h1>Stories</h1>
          <ul>
            {[...allStories.keys()].map((one) => (
              <li key={one}>
                <a href={`?story=${encodeURIComponent(one)}`}>{one}</a>
              </li>
            ))}
          </ul>
        </main>
      ),
    ),
  );
}

window.stories = [...allStories].map(([name, { says }]) => ({ name, says }));
window.showStory = show;
show(new URLSearchParams(location.search).get('story') ?? '');
