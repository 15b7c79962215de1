package dev.sheaf.simulation.plan;

import dev.sheaf.simulation.plan.PlanReport.Way;
import java.util.List;
import java.util.Locale;

/** A plan as a page that needs nothing else. */
public final class PlanPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Sheaf plan</title>
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 72em; margin: 2em auto; padding: 0 1em; color: #222 }
      table { border-collapse: collapse; width: 100% } th, td { padding: .3em .6em; border-bottom: 1px solid #ddd; text-align: left }
      td.n, th.n { text-align: right; font-variant-numeric: tabular-nums } tr.missed { color: #888 }
      </style></head><body>
      """;

  private PlanPage() {}

  /** The page. */
  public static String of(PlanReport report) {
    var page = new StringBuilder(HEAD);
    var workload = report.workload();
    line(page, "h1", "Plan");
    line(
        page,
        "p",
        text(
            "%,d samples of %,d B, %d jobs, %d epochs, %,.0f samples/s each, stall at most %.1f %%; prices of %s.",
            workload.samples(),
            workload.sampleBytes(),
            workload.jobs(),
            workload.epochs(),
            workload.gpuPerSecond(),
            workload.stallLimit() * 100,
            report.prices()));
    var best = report.cheapest();
    line(page, "h2", best == null ? "Nothing keeps stall under the limit" : best.tier());
    if (best != null) {
      line(page, "p", best.configuration());
    }
    table(page, report.tiers());
    report.lambda().forEach(each -> line(page, "p", each));
    page.append("<h2>What if</h2>\n<ul>\n");
    for (var other : report.whatIf()) {
      var way = other.cheapest();
      var answer =
          way == null
              ? "nothing keeps stall under the limit"
              : text("%s, $%.4f an epoch", way.tier(), way.costMicroUsdPerEpoch() / 1e6);
      line(page, "li", other.condition() + ": " + answer);
    }
    return page.append("</ul>\n</body></html>\n").toString();
  }

  private static void table(StringBuilder page, List<Way> ways) {
    page.append(
        "<table><tr><th>tier</th><th>best configuration</th><th class=n>$ an epoch</th>"
            + "<th class=n>$ a TB served</th><th class=n>stall</th><th class=n>origin reads a sample</th></tr>\n");
    for (var way : ways) {
      page.append(way.meetsLimit() ? "<tr>" : "<tr class=missed>");
      line(page, "td", way.tier());
      line(page, "td", way.configuration());
      number(page, text("%.4f", way.costMicroUsdPerEpoch() / 1e6));
      number(page, text("%.4f", way.usdPerTerabyte()));
      number(page, text("%.1f %%", way.stallShare() * 100));
      number(page, text("%.4f", way.readsPerSample()));
      page.append("</tr>\n");
    }
    page.append("</table>\n");
  }

  private static void number(StringBuilder page, String text) {
    page.append("<td class=n>").append(escaped(text)).append("</td>");
  }

  private static void line(StringBuilder page, String tag, String text) {
    page.append('<').append(tag).append('>').append(escaped(text));
    page.append("</").append(tag).append(">\n");
  }

  @SuppressWarnings("AnnotateFormatMethod") // The annotation is no dependency of ours.
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
