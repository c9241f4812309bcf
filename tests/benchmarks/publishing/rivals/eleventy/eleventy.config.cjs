// Eleventy with one layout; lists by category and tag in pages of fifty.
const SIZE = 50;

function pages(title, folder, items) {
  const count = Math.max(1, Math.ceil(items.length / SIZE));
  return Array.from({ length: count }, (_, n) => ({
    title,
    url: n === 0 ? `${folder}/index.html` : `${folder}/page/${n + 1}/index.html`,
    items: items.slice(n * SIZE, (n + 1) * SIZE),
    number: n + 1,
    count,
  }));
}

module.exports = function (eleventy) {
  eleventy.setQuietMode(true);
  eleventy.addGlobalData("layout", "page.njk");
  eleventy.addGlobalData("permalink", () => (data) => data.slug && `${data.slug}/index.html`);
  eleventy.addCollection("lists", (api) => {
    const all = api.getFilteredByGlob("content/**/*.md").reverse();
    const by = (key) => {
      const groups = new Map();
      for (const item of all) for (const name of [item.data[key]].flat()) groups.set(name, [...(groups.get(name) || []), item]);
      return groups;
    };
    const lists = pages("Tất cả", "", all);
    for (const [name, items] of by("category")) lists.push(...pages(name, `category/${eleventy.getFilter("slugify")(name)}`, items));
    for (const [name, items] of by("subject")) lists.push(...pages(name, `tags/${eleventy.getFilter("slugify")(name)}`, items));
    return lists;
  });
  return { dir: { input: "content", includes: "../_includes", output: "public" }, markdownTemplateEngine: false };
};
