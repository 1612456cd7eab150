// A plan with its scenes in another order, fewer of them, and other words: what a person changes of a film by hand.

/** Transitions during which the scene before is still seen. */
const OVERLAPPING = new Set(["dissolve", "push", "zoom", "luma"]);

/** The scenes with the frame each begins on, which follows from those before it. */
function timed(scenes) {
  let end = 0;
  return scenes.map((scene, index) => {
    const { type = "cut", frames = 0 } = scene.transition ?? {};
    const start = index === 0 ? 0 : end - (OVERLAPPING.has(type) ? frames : 0);
    end = start + scene.frames;
    return { scene, start, end };
  });
}

const rateOf = (fps) => {
  const [over, under = 1] = String(fps).split("/").map(Number);
  return over / under;
};

/** When each of these scenes begins, in seconds of a film that shows them in this order: by id. */
export function beginnings(plan, order) {
  const scenes = new Map(plan.scenes.map((scene) => [scene.id, scene]));
  const rate = rateOf(plan.canvas.fps);
  return new Map(timed(order.map((id) => scenes.get(id))).map(({ scene, start }) => [scene.id, start / rate]));
}

/** The texts of a scene: [{index of its layer, role, text}]. */
export function textsOf(scene) {
  return scene.layers.map((layer, index) => ({ index, role: layer.role ?? "title", text: layer.text, type: layer.type })).filter(({ type }) => type === "text");
}

/** The texts of a scene that can be written: its own, or where it has none a caption, which the server puts in its place. */
export function fieldsOf(scene) {
  const texts = textsOf(scene);
  return texts.length ? texts : [{ index: scene.layers.length, role: "caption", text: "", type: "text" }];
}

/** A scene with another text in a layer, or one more; an empty one takes the layer away. */
function withTexts(scene, texts) {
  const added = texts.get(scene.layers.length);
  const all = added === undefined ? scene.layers : [...scene.layers, { type: "text", role: "caption" }];
  const layers = all.map((layer, index) => (texts.has(index) ? { ...layer, text: texts.get(index).trim() } : layer));
  const before = textsOf(scene).find(({ role }) => role === "chapter");
  const chapter = before && texts.has(before.index) && scene.chapter === before.text ? texts.get(before.index).trim() : scene.chapter;
  return { ...scene, layers: layers.filter((layer) => layer.type !== "text" || layer.text), ...(scene.chapter ? { chapter } : {}) };
}

/**
 * The plan as changed.
 * @param {object} plan as the server gave it
 * @param {string[]} order ids of the scenes that are to be seen
 * @param {Map<string, Map<number, string>>} texts by scene and layer what is to be read
 */
export function changedPlan(plan, order, texts) {
  const before = new Map(timed(plan.scenes).map((place) => [place.scene.id, place]));
  const scenes = order.map((id) => withTexts(before.get(id).scene, texts.get(id) ?? new Map()));
  const [first] = scenes;
  // Nothing is there before the first scene that it could come over.
  if (OVERLAPPING.has(first.transition?.type)) scenes[0] = { ...first, transition: { type: "cut", frames: 0 } };
  const after = new Map(timed(scenes).map((place) => [place.scene.id, place]));
  const title = textsOf(plan.scenes[0] ?? { layers: [] }).find(({ role, text }) => role === "title" && text === plan.title);
  const newTitle = title && texts.get(plan.scenes[0].id)?.get(title.index)?.trim();
  return {
    ...plan,
    ...(newTitle ? { title: newTitle } : {}),
    scenes: scenes.map((scene) => ({ ...scene, start: after.get(scene.id).start })),
    ...(plan.audio ? { audio: movedSounds(plan, before, after) } : {}),
    poster: movedFrame(plan.poster ?? 0, before, after),
  };
}

/** The sounds of clips, each with its scene. */
function movedSounds(plan, before, after) {
  const rate = rateOf(plan.canvas.fps);
  const clips = [];
  for (const sound of plan.audio.clips ?? []) {
    const place = [...before.values()].find(
      ({ scene, start, end }) => sound.at >= start / rate - 0.01 && sound.at < end / rate && scene.layers.some((layer) => layer.source === sound.source),
    );
    if (!place) clips.push(sound);
    else if (after.has(place.scene.id)) clips.push({ ...sound, at: sound.at + (after.get(place.scene.id).start - place.start) / rate });
  }
  return { ...plan.audio, clips };
}

/** The frame that shows what a frame showed before. */
function movedFrame(frame, before, after) {
  const place = [...before.values()].findLast(({ start, end }) => frame >= start && frame < end);
  const now = place && after.get(place.scene.id);
  return now ? now.start + (frame - place.start) : Math.floor([...after.values()][0].end / 2);
}
