package dev.sheaf.policies.task;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One stage of preprocessing, as it was asked for.
 *
 * @param name what other stages call it
 * @param op what it does
 * @param params of the op; all of them, once the stage has been checked
 * @param inputs the stages that it reads, or {@link #SOURCE}
 * @param fanOut the most rows of one task, where its rows are tasks of their own
 * @param ordering which of its tasks wait for one another
 */
public record Stage(
    String name,
    String op,
    SortedMap<String, String> params,
    List<String> inputs,
    int fanOut,
    Ordering ordering) {
  /** What is read where no stage is. */
  public static final String SOURCE = "rows";

  /** The most rows that one task may have. */
  public static final int MOST_FAN_OUT = 4096;

  /** Which tasks of a stage wait for one another. */
  public enum Ordering {
    /** None does. */
    NONE,
    /** Those of one stream (a movie, or a package of samples), in order of their rows. */
    STREAM,
    /** All, in order of their rows. */
    TOTAL
  }

  /** A stage that owns what it holds. */
  public Stage {
    params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    inputs = List.copyOf(inputs);
  }
}
