// Which cuts change while one looks at something else.

import { active, jobs } from "./jobs_api.js";
import { isAway, onBack } from "./reach.js";

const [SOON, LATER] = [4000, 60000]; // ms between two looks: while something is being cut, and else

const known = new Map();
const watchers = [];
let timer = 0;
let asked = 0; // how often
let heard = 0; // the last of these whose answer counts
let waiting = 0; // for so many answers

/** Have `take` called with each job whose state is not what it was. */
export const watchJobs = (take) => watchers.push(take);

/** The newest jobs, for whoever shows them; those who watch hear of them, too, and the next look can wait. */
export async function listJobs(limit) {
  const mine = (asked += 1);
  waiting += 1;
  try {
    const answer = await jobs.list(limit);
    if (mine > heard) {
      heard = mine;
      answer.jobs.forEach(note);
    }
    return answer;
  } finally {
    waiting -= 1;
    later();
  }
}

/** See how the newest jobs stand; from then on this is done by itself. */
export function lookAtJobs() {
  if (isAway()) later();
  else if (!waiting) listJobs().catch(() => {}); // what is wrong is said where jobs are looked at
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(lookAtJobs, [...known.values()].some(active) ? SOON : LATER);
}

function note(job) {
  const before = known.get(job.job_id);
  known.set(job.job_id, job);
  if (before && before.status !== job.status) watchers.forEach((take) => take(job));
}

onBack(lookAtJobs);
