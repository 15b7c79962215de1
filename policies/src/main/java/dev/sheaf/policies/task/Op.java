package dev.sheaf.policies.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a stage can do with a row. A change of what an op gives out needs a new {@link #version}.
 *
 * <p>All ops give pixels.
 */
public enum Op {
  /** An encoded image as pixels. */
  DECODE(1, 0, Param.choice("decoder", "portable", "native")),
  /** Pixels in another size, by area averaging. */
  RESIZE(1, 0, Param.side("height"), Param.side("width")),
  /** The middle of pixels; what is smaller than that is enlarged first, until it covers it. */
  CROP(1, 0, Param.side("height"), Param.side("width")),
  /** How far each pixel is from that of the row before; the first row differs from itself. */
  DIFFERENCE(1, 1),
  /** The mean of two pictures of one size. */
  BLEND(2, 0);

  private final int inputs;
  private final int rowsBefore;

  @SuppressWarnings("ImmutableEnumChecker") // List.of of records.
  private final List<Param> params;

  Op(int inputs, int rowsBefore, Param... params) {
    this.inputs = inputs;
    this.rowsBefore = rowsBefore;
    this.params = List.of(params);
  }

  /**
   * A parameter.
   *
   * @param choices the texts that it may be; none: it is a whole number
   * @param fallback what it is when it is not given; empty: it must be given
   */
  public record Param(String name, int least, int most, List<String> choices, String fallback) {
    private static final int MOST_SIDE = 4096;

    private static Param side(String name) {
      return new Param(name, 1, MOST_SIDE, List.of(), "");
    }

    private static Param choice(String name, String... choices) {
      return new Param(name, 0, 0, List.of(choices), choices[0]);
    }

    /** What a value must be, for messages. */
    public String rule() {
      return choices.isEmpty()
          ? "a whole number %d..%d".formatted(least, most)
          : "one of " + String.join(", ", choices);
    }

    boolean admits(String value) {
      if (!choices.isEmpty()) {
        return choices.contains(value);
      }
      if (!value.matches("\\d{1,9}")) {
        return false;
      }
      var number = Integer.parseInt(value);
      return number >= least && number <= most;
    }
  }

  /** The op with this name. */
  public static Optional<Op> named(String label) {
    return Arrays.stream(values()).filter(op -> op.label().equals(label)).findFirst();
  }

  /** The names of all. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Op::label).toList();
  }

  /** How it is written. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Which of its makings this is; part of the name of everything that it gives out. */
  public int version() {
    return 1;
  }

  /** True when it reads encoded rows of the source; else it reads pixels. */
  public boolean takesEncoded() {
    return this == DECODE;
  }

  /** How many stages it reads. */
  public int inputs() {
    return inputs;
  }

  /** How many rows before its own it needs of each input. */
  public int rowsBefore() {
    return rowsBefore;
  }

  /** Its parameters, in order of name. */
  public List<Param> params() {
    return params;
  }
}
