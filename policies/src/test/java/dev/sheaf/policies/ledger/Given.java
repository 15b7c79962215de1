package dev.sheaf.policies.ledger;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Specs and tables that tests begin with. */
record Given(
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
    boolean heldOut) {
  static final DatasetVersion VERSION = new DatasetVersion("pictures", "0".repeat(64));

  /** A job of 2 ranks with 4 samples each, that substitutes and bears nothing missing. */
  static Given job() {
    return new Given(
        Contract.SUBSTITUTE,
        4,
        2,
        2,
        7,
        Tail.EVEN,
        Shuffle.PACKAGES,
        OnMissing.FAIL,
        0,
        null,
        0,
        false);
  }

  static Given any(Random random) {
    return new Given(
        oneOf(random, Contract.STRICT, Contract.SUBSTITUTE, Contract.IMPORTANCE),
        oneOf(random, 1, 2, 3, 4, 6, 12),
        1 + random.nextInt(4),
        1 + random.nextInt(4),
        random.nextLong(),
        oneOf(random, Tail.EVEN, Tail.DROP, Tail.PAD),
        random.nextInt(4) == 0 ? Shuffle.GLOBAL : Shuffle.PACKAGES,
        oneOf(random, OnMissing.SKIP, OnMissing.SUBSTITUTE),
        10_000,
        null,
        random.nextInt(3) == 0 ? random.nextInt(901) : 0,
        random.nextInt(6) == 0);
  }

  @SafeVarargs
  static <T> T oneOf(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }

  /** Packages of equal size, the last one shorter. */
  static PackageTable table(int samples, int perPackage) {
    var packages = (samples + perPackage - 1) / perPackage;
    return table(
        IntStream.range(0, packages)
            .map(p -> Math.min(perPackage, samples - p * perPackage))
            .toArray());
  }

  static PackageTable table(int... counts) {
    return PackageTable.of(counts, Arrays.stream(counts).asLongStream().toArray());
  }

  static PackageTable anyTable(Random random) {
    var most = 1 + random.nextInt(25);
    return table(
        IntStream.range(0, 1 + random.nextInt(30)).map(p -> 1 + random.nextInt(most)).toArray());
  }

  Given contract(Contract other) {
    return new Given(
        other,
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
        heldOut);
  }

  Given batch(int otherSize, int otherRanks) {
    return new Given(
        contract,
        otherSize,
        epochs,
        otherRanks,
        seed,
        tail,
        shuffle,
        onMissing,
        maxMissing,
        follow,
        validationShare,
        heldOut);
  }

  Given epochs(int other) {
    return new Given(
        contract,
        batchSize,
        other,
        ranks,
        seed,
        tail,
        shuffle,
        onMissing,
        maxMissing,
        follow,
        validationShare,
        heldOut);
  }

  Given seed(long other) {
    return new Given(
        contract,
        batchSize,
        epochs,
        ranks,
        other,
        tail,
        shuffle,
        onMissing,
        maxMissing,
        follow,
        validationShare,
        heldOut);
  }

  Given tail(Tail other) {
    return new Given(
        contract,
        batchSize,
        epochs,
        ranks,
        seed,
        other,
        shuffle,
        onMissing,
        maxMissing,
        follow,
        validationShare,
        heldOut);
  }

  Given shuffle(Shuffle other) {
    return new Given(
        contract,
        batchSize,
        epochs,
        ranks,
        seed,
        tail,
        other,
        onMissing,
        maxMissing,
        follow,
        validationShare,
        heldOut);
  }

  Given missing(OnMissing other, int most) {
    return new Given(
        contract,
        batchSize,
        epochs,
        ranks,
        seed,
        tail,
        shuffle,
        other,
        most,
        follow,
        validationShare,
        heldOut);
  }

  Given follow(String leader) {
    return new Given(
        contract,
        batchSize,
        epochs,
        ranks,
        seed,
        tail,
        shuffle,
        onMissing,
        maxMissing,
        leader,
        validationShare,
        heldOut);
  }

  Given validation(int share, boolean onlyHeldOut) {
    return new Given(
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
        share,
        onlyHeldOut);
  }

  JobSpec spec() {
    return new JobSpec(
        "job",
        VERSION,
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
        0);
  }
}
