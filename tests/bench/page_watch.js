// Runs in the page before anything else. Says at which moment of performance.now() something stood in the page:
// looked at after every change of the document, so neither a timer nor the driver's own time is in the figure.
(() => {
  const text = (element) => (element ? element.textContent.trim() : null);
  // `★ Hits 8`: a heading of its own for each figure.
  const figure = (label) =>
    [...document.querySelectorAll("h2")]
      .map((heading) => text(heading).match(/(\w+)\s*(\d+)$/))
      .find((found) => found?.[1] === label)?.[2] ?? null;
  // A list is the text its heading stands in; where the heading is an element of its own, all that is around it.
  const list = (word) => {
    const heading = [...document.querySelectorAll("h3, h4, h5, h6")].find((one) =>
      new RegExp(`\\b${word}\\b`).test(one.textContent),
    );
    const block = heading?.closest("[data-testid=stMarkdown]");
    return text(text(block) === text(heading) ? heading?.closest("[data-testid=stVerticalBlock]") : block);
  };
  const shown = {
    title: () => text(document.querySelector("[data-testid=stHeading] h1")),
    figures: (wanted) => Object.fromEntries(Object.keys(wanted).map((label) => [label, figure(label)])),
    lists: (wanted) => Object.fromEntries(Object.keys(wanted).map((word) => [word, list(word)])),
    texts: (wanted) => {
      const said = document.querySelector("[data-testid=stMain]")?.textContent ?? "";
      return Object.fromEntries(Object.keys(wanted).map((words) => [words, said.includes(words)]));
    },
    idle: () =>
      document.querySelector(
        "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]",
      ) !== null,
  };
  const seen = (wanted) => Object.fromEntries(Object.keys(wanted).map((name) => [name, shown[name](wanted[name])]));
  const stands = (wanted) => JSON.stringify(seen(wanted)) === JSON.stringify(wanted);

  // {goal: moment}, once all of {goal: what is wanted} have stood in the page.
  const reached = (goals) =>
    new Promise((resolve, reject) => {
      const moments = {};
      const look = () => {
        for (const [goal, wanted] of Object.entries(goals)) {
          if (!(goal in moments) && stands(wanted)) moments[goal] = performance.now();
        }
        if (Object.keys(moments).length < Object.keys(goals).length) return;
        observer.disconnect();
        clearTimeout(late);
        resolve(moments);
      };
      const observer = new MutationObserver(look);
      const late = setTimeout(() => {
        observer.disconnect();
        const found = Object.entries(goals).map(([goal, wanted]) => [goal, { wanted, shown: seen(wanted) }]);
        reject(new Error(`not reached in 30 s: ${JSON.stringify(Object.fromEntries(found))}`));
      }, 30000);
      observer.observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
        attributeFilter: ["data-test-script-state", "data-test-connection-state"],
      });
      look();
    });

  // Milliseconds from the click on the button or link with this label to each goal.
  const clicked = async (label, goals) => {
    const find = () =>
      [...document.querySelectorAll("[data-testid=stMain] button, [data-testid=stMain] a")].find((one) =>
        one.textContent.includes(label),
      );
    for (let left = 100; !find() || find().disabled; left--) {
      if (!left) throw new Error(`there is nothing named ${label} to click`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const found = find();
    const started = performance.now();
    const moments = reached(goals);
    found.click();
    return Object.fromEntries(Object.entries(await moments).map(([goal, moment]) => [goal, moment - started]));
  };
  window.pageWatch = { reached, clicked, list };
})();
