// The line above everything: home, the phone, the language, who is signed in.

import { api } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { complain } from "./notice.js";
import { showPhone } from "./phone.js";
import { currentLanguage, LANGUAGES, setLanguage, t } from "./words.js";

/**
 * Draw it.
 * @param {object|null} me who is signed in, as the server says; null while that is not known
 * @param {() => void} again draws everything in another language
 */
export function header(me, again) {
  const other = Object.keys(LANGUAGES).find((name) => name !== currentLanguage());
  fill(
    document.getElementById("header"),
    h("a.home", { href: "#/" }, h("span.home-mark", { "aria-hidden": "true" }, icon("film")), h("span.home-name", null, t("name"))),
    me && sections(me),
    h(
      "nav.header-tools",
      { "aria-label": t("tools") },
      me?.lan && h("span.fine-only", null, button(t("phone.title"), { icon: "phone", kind: "round", bare: true, click: () => showPhone(me.lan) })),
      button(LANGUAGES[other], {
        kind: "text",
        lang: other,
        click: () => {
          setLanguage(other);
          again();
        },
      }),
      // Who would come in without a session as well has nothing to sign out of.
      me?.kind === "session" && !me.trusted && button(t("signout", { name: me.name }), { icon: "door", kind: "round", bare: true, click: signOut }),
    ),
  );
  // In a narrow window they are moved sideways.
  document.querySelector(".section[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Films, cuts, master transfers; to its operator the transcode farm where there is one, and watch folders. */
function sections({ farm }) {
  const [cuts, farms, transfers, watches] = ["#/cut", "#/farm", "#/transfers", "#/watch"].map((start) => location.hash.startsWith(start));
  const link = (href, words, here) => h("a.section", { href, "aria-current": here ? "true" : null }, words);
  return h("nav.sections", { "aria-label": t("job.sections") }, link("#/", t("job.films"), !cuts && !farms && !transfers && !watches), link("#/cuts", t("job.cuts"), cuts), farm && link("#/farm", t("farm.section"), farms), link("#/transfers", t("transfer.section"), transfers), typeof farm === "boolean" && link("#/watch", t("watch.section"), watches));
}

async function signOut() {
  try {
    await api.logout();
    location.reload();
  } catch (error) {
    complain(error);
  }
}
