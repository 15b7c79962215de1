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

  /** A program of trainers and commands. */
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

  /** A program of the member's owner. */
  public static Program of(List<String> command) {
    return new Program(Engine.COMMAND, Precision.FLOAT32, command);
  }

  /** The command as one line. */
  public String line() {
    return String.join(" ", command);
  }
}
