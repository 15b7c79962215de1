package dev.sheaf.http.job;

import dev.sheaf.http.json.Fields;
import dev.sheaf.http.route.Names;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.ImportanceRule;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Preparation;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/jobs}, with each field checked against its range.
 *
 * @param dataset the dataset's name; which version is meant is found out later
 * @param validationShare share of samples held out, in thousandths
 * @param importance how samples are selected; null with other contracts
 * @param prepare how pictures are prepared for who does not say; null where bytes are given
 */
record JobForm(
    String name,
    String dataset,
    Contract contract,
    int batchSize,
    int epochs,
    int ranks,
    long seed,
    Tail tail,
    Shuffle shuffle,
    OnMissing onMissing,
    int maxMissing,
    @Nullable String follow,
    int validationShare,
    boolean heldOut,
    int priority,
    @Nullable ImportanceRule importance,
    @Nullable Preparation prepare) {
  static final int MAX_BATCH_SIZE = 65_536;
  static final int MAX_EPOCHS = 100_000;
  static final int MAX_RANKS = 4096;
  static final int MAX_PRIORITY = JobKnobs.MOST_PRIORITY;
  private static final int MAX_MISSING = 1_000_000_000;
  private static final double MAX_SHARE = 0.9;

  static final List<String> PROPERTIES =
      List.of(
          "name",
          "dataset",
          "contract",
          "batchSize",
          "epochs",
          "ranks",
          "seed",
          "tail",
          "validation",
          "heldOut",
          "shuffle",
          "follow",
          "onMissing",
          "maxMissing",
          "importance",
          "priority",
          "prepare");

  /** Reads a form; ends the request when a field is not valid. */
  static JobForm read(Fields fields) {
    var contract = contract(fields);
    var onMissing = fields.choice("onMissing", EnumSet.allOf(OnMissing.class), OnMissing.FAIL);
    var form =
        new JobForm(
            fields.text("name", Names.PATTERN, Names.RULE, null),
            fields.text("dataset", Names.PATTERN, Names.RULE, null),
            contract,
            (int) fields.integer("batchSize", 1, MAX_BATCH_SIZE, null),
            (int) fields.integer("epochs", 1, MAX_EPOCHS, 1L),
            (int) fields.integer("ranks", 1, MAX_RANKS, 1L),
            fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0L),
            fields.choice("tail", EnumSet.allOf(Tail.class), Tail.EVEN),
            fields.choice("shuffle", EnumSet.allOf(Shuffle.class), Shuffle.PACKAGES),
            onMissing,
            (int) fields.integer("maxMissing", 0, MAX_MISSING, unlessFail(onMissing)),
            follow(fields),
            (int) Math.round(fields.number("validation", 0, MAX_SHARE, 0) * 1000),
            fields.flag("heldOut", false),
            (int) fields.integer("priority", -MAX_PRIORITY, MAX_PRIORITY, 0L),
            contract == Contract.IMPORTANCE ? ImportanceForm.read(fields) : null,
            PrepareForm.read(fields));
    form.checkTogether(fields);
    fields.check();
    return form;
  }

  private static Long unlessFail(OnMissing onMissing) {
    return onMissing == OnMissing.FAIL ? 0L : MAX_MISSING;
  }

  private static Contract contract(Fields fields) {
    if (!fields.has("contract")) {
      return fields.refuse(
          "contract", null, "one of strict, substitute, importance", Contract.STRICT);
    }
    return fields.choice("contract", EnumSet.allOf(Contract.class), Contract.STRICT);
  }

  private static @Nullable String follow(Fields fields) {
    return fields.has("follow") ? fields.text("follow", Names.PATTERN, Names.RULE, null) : null;
  }

  private void checkTogether(Fields fields) {
    if (fields.has("importance") && contract != Contract.IMPORTANCE) {
      fields.refuse("importance", fields.raw("importance"), "absent, or contract importance", "");
    }
    if (follow != null && contract == Contract.IMPORTANCE) {
      fields.refuse(
          "follow",
          fields.raw("follow"),
          "absent: an importance job selects by its own losses",
          "");
    }
    if (shuffle == Shuffle.GLOBAL && contract != Contract.STRICT) {
      fields.refuse(
          "shuffle",
          fields.raw("shuffle"),
          "packages, or contract strict: other contracts take what is at hand, package by package",
          "");
    }
    if (heldOut && validationShare == 0) {
      fields.refuse(
          "heldOut", fields.raw("heldOut"), "false, or validation a share above 0", false);
    }
    if (name.equals(follow)) {
      fields.refuse("follow", fields.raw("follow"), "another job's name", "");
    }
  }

  /** The spec, bound to a dataset version. */
  JobSpec spec(DatasetVersion version) {
    return new JobSpec(
        name,
        version,
        contract,
        batchSize,
        epochs,
        ranks,
        seed,
        tail,
        shuffle,
        onMissing,
        maxMissing,
        follow,
        validationShare,
        heldOut,
        priority,
        importance,
        prepare);
  }
}
