package dev.sheaf.gpu.model;

import dev.sheaf.policies.ensemble.Scores;
import dev.sheaf.policies.ensemble.SoftVote;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.wire.trainer.FromTrainer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A member's class probabilities for a set of samples, in order of sample id.
 *
 * <p>Stays on the node: it is no control message.
 */
public final class Predictions {
  private final int classes;
  private final long[] ids;
  private final int[] labels;
  private final float[] probabilities;

  private Predictions(int classes, List<Row> rows) {
    this.classes = classes;
    this.ids = rows.stream().mapToLong(Row::id).toArray();
    this.labels = rows.stream().mapToInt(Row::label).toArray();
    this.probabilities = new float[Math.multiplyExact(rows.size(), classes)];
    for (int r = 0; r < rows.size(); r++) {
      System.arraycopy(rows.get(r).probabilities, 0, probabilities, r * classes, classes);
    }
  }

  /** How many samples. */
  public int samples() {
    return ids.length;
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(classes);
    out.writeInt(ids.length);
    for (int sample = 0; sample < ids.length; sample++) {
      out.writeLong(ids[sample]);
      out.writeInt(labels[sample]);
      for (int c = 0; c < classes; c++) {
        out.writeFloat(probabilities[sample * classes + c]);
      }
    }
  }

  /** How many classes. */
  public int classes() {
    return classes;
  }

  /** The samples' ids, in order. */
  public List<Long> ids() {
    return Arrays.stream(ids).boxed().toList();
  }

  /** The samples' labels, in order of id. */
  public List<Integer> labels() {
    return Arrays.stream(labels).boxed().toList();
  }

  /** Rows of {@code classes} probabilities, in order of id. */
  public float[] probabilities() {
    return probabilities.clone();
  }

  /** The scores on the samples that have a label. */
  public Scores scores() {
    return Scores.of(probabilities, labels, classes);
  }

  /**
   * Half of the samples, by chance that depends on seed and id alone: what is fitted on, or what is
   * judged on.
   */
  public Predictions half(long seed, boolean judging) {
    var rows = new ArrayList<Row>();
    for (int sample = 0; sample < ids.length; sample++) {
      if (Draw.draw(seed, ids[sample]) < 0 == judging) {
        var from = sample * classes;
        var row = Arrays.copyOfRange(probabilities, from, from + classes);
        rows.add(new Row(ids[sample], labels[sample], row));
      }
    }
    return new Predictions(classes, rows);
  }

  /** How often the most probable class is the label, of the samples that have one. */
  public double accuracy() {
    return SoftVote.accuracy(classes, labels, probabilities);
  }

  /**
   * The accuracy of several members' mean probability.
   *
   * @throws IllegalArgumentException when they predicted different samples
   */
  public static double softVote(List<Predictions> members) {
    var first = members.getFirst();
    var vote = new SoftVote(first.classes, first.labels);
    for (var member : members) {
      if (!Arrays.equals(member.ids, first.ids)) {
        throw new IllegalArgumentException(
            "members must predict the same samples, but one predicted "
                + member.ids.length
                + " and another "
                + first.ids.length);
      }
      vote.add(member.probabilities);
    }
    return vote.accuracy();
  }

  /** Gathers predictions as they come. */
  public static final class Gathering {
    private final int classes;
    private final List<Row> rows = new ArrayList<>();

    /** An empty gathering. */
    public Gathering(int classes) {
      this.classes = classes;
    }

    /** Adds what a trainer says of the samples of a batch. */
    public void add(List<Long> ids, List<Integer> labels, FromTrainer.Logits logits) {
      var values = logits.probabilities().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      for (int row = 0; row < logits.rows(); row++) {
        var probabilities = new float[logits.classes()];
        values.get(row * logits.classes(), probabilities);
        add(ids.get(row), labels.get(row), probabilities);
      }
    }

    /** Adds one sample's probabilities; {@code row} is kept. */
    public void add(long id, int label, float[] row) {
      if (row.length != classes) {
        throw new IllegalArgumentException(
            "a row must have " + classes + " probabilities but had " + row.length);
      }
      rows.add(new Row(id, label, row));
    }

    /** What was gathered, in order of id; a sample that came twice (padding) counts once. */
    public Predictions all() {
      var sorted = rows.stream().sorted(Comparator.comparingLong(Row::id)).toList();
      var distinct = new ArrayList<Row>();
      for (var row : sorted) {
        if (distinct.isEmpty() || distinct.getLast().id != row.id) {
          distinct.add(row);
        }
      }
      return new Predictions(classes, distinct);
    }
  }

  private static final class Row {
    private final long id;
    private final int label;
    private final float[] probabilities;

    Row(long id, int label, float[] probabilities) {
      this.id = id;
      this.label = label;
      this.probabilities = probabilities;
    }

    long id() {
      return id;
    }

    int label() {
      return label;
    }
  }
}
