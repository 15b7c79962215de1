package dev.sheaf.simulation.report;

import java.util.List;

/**
 * Bars from the left, a group for each case and a bar for each figure; the values stand beside
 * them.
 *
 * @param parts what is measured of each group, such as stall and epoch time
 */
record BarChart(String title, List<String> parts, List<Group> groups) implements Chart {
  private static final double WIDTH = 440;
  private static final double BAR = 15;
  private static final double VALUES = 66;
  private static final int MOST_LETTERS = 64;

  /**
   * The bars of one case.
   *
   * @param values one a part; not a number where nothing was measured
   */
  record Group(String name, List<Double> values) {}

  @Override
  public Markup svg(String id) {
    var height = groups.size() * groupHeight() + 6;
    var svg = new Markup();
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 %.0f %.0f".formatted(WIDTH, height),
        "role",
        "img",
        "aria-labelledby",
        id + "-title " + id + "-desc");
    svg.leaf("title", title, "id", id + "-title")
        .leaf(
            "desc",
            "%s of %d cases. The table beside it has the numbers.".formatted(title, groups.size()),
            "id",
            id + "-desc");
    for (int i = 0; i < groups.size(); i++) {
      group(svg, groups.get(i), i * groupHeight() + 4);
    }
    return svg.close();
  }

  private double groupHeight() {
    return 20 + parts.size() * (BAR + 3) + 8;
  }

  private double most() {
    return groups.stream()
        .flatMap(each -> each.values().stream())
        .filter(Double::isFinite)
        .mapToDouble(Math::abs)
        .max()
        .orElse(1);
  }

  private void group(Markup svg, Group group, double top) {
    var name =
        group.name().length() > MOST_LETTERS
            ? group.name().substring(0, MOST_LETTERS - 1) + "…"
            : group.name();
    svg.leaf("text", name, "class", "label", "x", 0.0, "y", top + 13);
    for (int i = 0; i < parts.size(); i++) {
      var value = group.values().get(i);
      var y = top + 20 + i * (BAR + 3);
      if (!Double.isFinite(value)) {
        continue;
      }
      var most = most();
      var width = most == 0 ? 0 : Math.abs(value) / most * (WIDTH - VALUES);
      svg.open("g", "class", "bar c" + i % PALETTE);
      svg.leaf("title", "%s, %s: %s".formatted(group.name(), parts.get(i), Digits.plain(value)));
      svg.empty("rect", "x", 0.0, "y", y, "width", Math.max(1.5, width), "height", BAR, "rx", "2");
      svg.leaf("text", Digits.plain(value), "x", Math.max(1.5, width) + 6, "y", y + BAR - 3);
      svg.close();
    }
  }

  @Override
  public Markup legend() {
    var legend = new Markup().open("ul", "class", "legend");
    for (int i = 0; parts.size() > 1 && i < parts.size(); i++) {
      legend.open("li");
      legend.open(
          "svg", "viewBox", "0 0 12 12", "width", "12", "height", "12", "aria-hidden", "true");
      legend.open("g", "class", "bar c" + i % PALETTE);
      legend.empty("rect", "width", "12", "height", "12", "rx", "2");
      legend.close().close().text(parts.get(i)).close();
    }
    return legend.close();
  }

  @Override
  public Markup table() {
    var table = new Markup().open("table").open("thead").open("tr");
    table.leaf("th", "case", "scope", "col");
    parts.forEach(each -> table.leaf("th", each, "scope", "col"));
    table.close().close().open("tbody");
    for (var group : groups) {
      table.open("tr").leaf("th", group.name(), "scope", "row");
      group.values().forEach(each -> table.leaf("td", Digits.plain(each)));
      table.close();
    }
    return table.close().close();
  }
}
