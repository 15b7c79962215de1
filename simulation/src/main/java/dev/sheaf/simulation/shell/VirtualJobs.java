package dev.sheaf.simulation.shell;

import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;

/** What simulated jobs are like, all of one run: of one rank, nothing held out. */
record VirtualJobs(
    DatasetVersion version, Contract contract, int batchSize, int epochs, long seed) {
  /** The spec of job number {@code job}; each has a seed of its own. */
  JobSpec spec(int job) {
    return new JobSpec(
        "job-" + job,
        version,
        contract,
        batchSize,
        epochs,
        1,
        seed * 1_000 + job,
        Tail.EVEN,
        Shuffle.PACKAGES,
        OnMissing.FAIL,
        0,
        null,
        0,
        false,
        0);
  }
}
