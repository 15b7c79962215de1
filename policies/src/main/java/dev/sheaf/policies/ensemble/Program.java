package dev.sheaf.policies.ensemble;

import java.util.List;

/**
 * What trains a member.
 *
 * @param engine which program
 * @param precision of its arithmetic
 * @param command of {@link Engine#COMMAND}, word for word as a node must allow it; else empty
 */
public record Program(Engine engine, Precision precision, List<String> command) {
  /** The trainer that every node has. */
  public static final Program DJL = new Program(Engine.DJL, Precision.FLOAT32, List.of());

  private static final String BUILT_IN = "cnn";

  /** Which kind of program. */
  public enum Engine {
    /** The trainer in a JVM. */
    DJL,
    /** The trainer in Python, with PyTorch. */
    PYTHON,
    /** A program of the member's owner, which a node's operator has allowed. */
    COMMAND
  }

  /** Of the arithmetic of a training. */
  public enum Precision {
    /** 32 bits. */
    FLOAT32,
    /** Products in 16 bits, weights and sums in 32. */
    MIXED
  }

  /** A program that owns its list. */
  public Program {
    command = List.copyOf(command);
  }

  /** What trains a model of this name: {@code cnn}, or the line of the command that makes it. */
  public static Program named(String model) {
    return model.equals(BUILT_IN) ? DJL : of(List.of(model.split(" ")));
  }

  /** A program of the member's owner. */
  public static Program of(List<String> command) {
    return new Program(Engine.COMMAND, Precision.FLOAT32, command);
  }

  /** The command as one line. */
  public String line() {
    return String.join(" ", command);
  }
}
