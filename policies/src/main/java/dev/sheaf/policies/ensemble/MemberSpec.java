package dev.sheaf.policies.ensemble;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One member of an ensemble, as its owner describes it.
 *
 * @param name its name in the ensemble, {@code [a-z0-9][a-z0-9._-]{0,23}}
 * @param model its architecture: {@code cnn}, or the line of the command that trains it
 * @param width channels of the first block, 1..1024
 * @param optimizer the rule of a step
 * @param learningRate the highest rate of the schedule, above 0, at most 100
 * @param momentum of SGD, beta 1 of AdamW; 0..1, 1 excluded
 * @param weightDecay 0..1, 1 excluded
 * @param schedule the rate over the steps
 * @param seed of its first weights and its augmentation
 * @param program what trains it
 * @param snapshots how many checkpoints of its one training vote, each from the end of a cycle of
 *     the learning rate; 0 = the best one only
 * @param slots that it trains on, all of one node and all at once, 1 or more
 * @param line of the file that describes it, from 1; 0 where that is not known
 */
public record MemberSpec(
    String name,
    String model,
    int width,
    Optimizer optimizer,
    double learningRate,
    double momentum,
    double weightDecay,
    Schedule schedule,
    long seed,
    Program program,
    int snapshots,
    int slots,
    int line) {
  private static final char SNAPSHOT = '@';

  /**
   * A member; one that was journaled before there was a choice of programs has the first, and one
   * from before there was a choice of slots has one.
   */
  public MemberSpec {
    program = Objects.requireNonNullElse(program, Program.DJL);
    slots = Math.max(1, slots);
  }

  /** This member with another program. */
  public MemberSpec by(Program other) {
    return with(other, line);
  }

  /** This member, wherever it is described. */
  MemberSpec anywhere() {
    return with(program, 0);
  }

  private MemberSpec with(Program other, int otherLine) {
    return new MemberSpec(
        name,
        model,
        width,
        optimizer,
        learningRate,
        momentum,
        weightDecay,
        schedule,
        seed,
        other,
        snapshots,
        slots,
        otherLine);
  }

  /** Which one it is, for people: {@code line 7, member wide}. */
  public String place() {
    return (line > 0 ? "line " + line + ", member " : "member ") + name;
  }

  /** The names under which it votes: its own, or one for each snapshot. */
  public List<String> voters() {
    return snapshots == 0
        ? List.of(name)
        : IntStream.rangeClosed(1, snapshots).mapToObj(this::snapshot).toList();
  }

  private String snapshot(int number) {
    return name + SNAPSHOT + number;
  }

  /** The member that votes under this name. */
  public static String of(String voter) {
    var end = voter.indexOf(SNAPSHOT);
    return end < 0 ? voter : voter.substring(0, end);
  }

  /** The rule of a step. */
  public enum Optimizer {
    /** Gradient descent with momentum. */
    SGD,
    /** Adam with weight decay apart from the gradient. */
    ADAMW
  }

  /** The learning rate over the steps. */
  public enum Schedule {
    /** Stays. */
    CONSTANT,
    /** Falls to zero along half a cosine. */
    COSINE,
    /** Falls to a tenth at half and to a hundredth at three quarters of the steps. */
    STEPPED
  }
}
