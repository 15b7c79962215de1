package dev.sheaf.policies.task;

import java.util.ArrayList;
import java.util.List;

/**
 * How wanted rows are read: what lies close together in one read, with the rows between; what lies
 * far apart, each alone.
 *
 * <p><i>Source:</i> Scanner reads through where at least one row in eight is wanted, else it seeks.
 */
public final class SparseOrDense {
  /** One wanted row in so many, or more, is dense. */
  public static final int THRESHOLD = 8;

  private SparseOrDense() {}

  /** Rows that are read together, from the first to the last of them. */
  public record Span(long first, long last) {}

  /** Whether so many of a package's rows are worth reading it whole. */
  public static boolean isDense(long wanted, long rows) {
    return wanted * THRESHOLD >= rows;
  }

  /** The reads for rows that are in order. <i>Cost:</i> O(rows). */
  public static List<Span> spans(List<Long> rows) {
    var spans = new ArrayList<Span>();
    for (long row : rows) {
      var last = spans.isEmpty() ? null : spans.getLast();
      if (last != null && row - last.last() <= THRESHOLD) {
        spans.set(spans.size() - 1, new Span(last.first(), row));
      } else {
        spans.add(new Span(row, row));
      }
    }
    return List.copyOf(spans);
  }
}
