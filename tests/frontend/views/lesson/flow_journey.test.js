import assert from "node:assert/strict";
import { test } from "node:test";

import { Journey } from "../../../../vitviz/web/frontend/views/lesson/flow_journey.js";
import { DWELL, LAST } from "../../../../vitviz/web/frontend/views/lesson/flow_motion.js";
import { numbers } from "../../numbers.js";

const moving = () => new Journey(() => false);

/** Lets a journey pass frames until it is over, at most a minute; the stages that were told. */
function over(journey) {
  const told = [journey.stage];
  for (let i = 0; i < 3600 && journey.way; i++) {
    journey.pass(1000 / 60);
    if (told.at(-1) !== journey.stage) told.push(journey.stage);
  }
  return told;
}

test("a stage is told as soon as the picture sets out for it", () => {
  const journey = moving();
  journey.go(4);
  assert.deepEqual([journey.stage, journey.position], [4, 0]);
  assert.deepEqual(over(journey), [4]);
  assert.deepEqual([journey.position, journey.way], [4, null]);
});

test("played through, every stage is told in its turn", () => {
  const journey = moving();
  journey.play();
  assert.ok(journey.playing);
  assert.deepEqual(over(journey), numbers(LAST + 1, (i) => i));
  assert.ok(!journey.playing);
});

test("pressed in the middle, all is played from the photo on", () => {
  const journey = moving();
  journey.position = 6;
  journey.toggle();
  assert.deepEqual(over(journey), numbers(LAST + 1, (i) => i));
});

test("pressed while it plays, it stays at the stage that is told", () => {
  const journey = moving();
  journey.play();
  for (let i = 0; i < 200; i++) journey.pass(16);
  journey.toggle();
  const { stage } = journey;
  assert.deepEqual([over(journey), journey.position, journey.playing], [[stage], stage, false]);
});

test("another stage ends the playing", () => {
  const journey = moving();
  journey.toggle();
  journey.go(2);
  over(journey);
  assert.deepEqual([journey.position, journey.playing], [2, false]);
});

test("a hidden tab's long frame does not leap over stages", () => {
  const journey = moving();
  journey.go(1);
  journey.pass(60_000);
  assert.ok(journey.position < 0.2);
});

test("while it rests nothing on screen is another", () => {
  const journey = moving();
  journey.play();
  assert.ok(!journey.pass(16) && !journey.pass(16));
});

test("where nothing may move, a stage is there in the next frame, and playing leads from stage to stage", () => {
  const journey = new Journey(() => true);
  journey.go(5);
  assert.ok(journey.pass(0));
  assert.equal(journey.position, 5);
  journey.toggle();
  const seen = new Set();
  for (let i = 0; i < (DWELL * (LAST + 1)) / 50 && journey.way; i++) {
    journey.pass(50);
    seen.add(journey.position);
  }
  assert.deepEqual([...seen], numbers(LAST + 1, (i) => i));
});

test("for a print it arrives at once", () => {
  const journey = moving();
  journey.play();
  journey.arrive();
  assert.deepEqual([journey.position, journey.way, journey.playing], [LAST, null, false]);
});
