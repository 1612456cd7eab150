// Which cuts change while one looks at something else.

import { active, jobs } from "./jobs_api.js";
import { isAway, onBack } from "./reach.js";

const [SOON, LATER] = [4000, 60000]; // ms between two looks: while something is being cut, and else

const known = new Map();
const watchers = [];
let timer = 0;
let looking = false;

/** Have `take` called with each job whose state is not what it was. */
export const watchJobs = (take) => watchers.push(take);

/** See how the newest jobs stand; from then on this is done by itself. */
export async function lookAtJobs() {
  if (looking) return;
  clearTimeout(timer);
  looking = true;
  try {
    if (!isAway()) (await jobs.list()).jobs.forEach(note);
  } catch {
    // what is wrong is said where jobs are looked at
  } finally {
    looking = false;
  }
  timer = setTimeout(lookAtJobs, [...known.values()].some(active) ? SOON : LATER);
}

function note(job) {
  const before = known.get(job.job_id);
  known.set(job.job_id, job);
  if (before && before.status !== job.status) watchers.forEach((take) => take(job));
}

onBack(lookAtJobs);
