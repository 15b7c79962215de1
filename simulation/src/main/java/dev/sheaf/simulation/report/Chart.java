package dev.sheaf.simulation.report;

/** A picture of numbers, and the numbers. */
sealed interface Chart permits LineChart, BarChart {
  /** How many colours can be told apart. */
  int PALETTE = 8;

  /** What is shown. */
  String title();

  /** The picture; {@code id} is its own on the page. */
  Markup svg(String id);

  /** What its colours mean; empty when there is nothing to say. */
  Markup legend();

  /** The same numbers for those who cannot see the picture, or want to copy them. */
  Markup table();

  /** All of it. */
  default Markup figure(String id) {
    var figure = new Markup().open("figure", "class", "chart");
    figure.leaf("figcaption", title()).add(svg(id)).add(legend());
    figure.open("details").leaf("summary", "Numbers").open("div", "class", "scroll");
    return figure.add(table()).close().close().close().line();
  }
}
