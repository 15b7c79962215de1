package dev.sheaf.node.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the cluster has to do meanwhile: jobs in training, each rank a client; entities that are
 * asked whether they answer; a client that gets everything wrong.
 */
final class Load {
  private static final int PROBES = 16;
  private static final int EPOCHS = 100_000;
  private static final int LAST_EPOCH_SECONDS = 90;

  private final Caller caller;
  private final Admin admin;
  private final List<JobOrder> jobs = new ArrayList<>();
  private final List<Thread> trainers = new ArrayList<>();
  private final List<Thread> others = new ArrayList<>();
  private final Probes probes;
  private final Mischief mischief;
  private final LastEpochs last = new LastEpochs();

  Load(Caller caller, long seed) {
    this.caller = caller;
    this.admin = new Admin(caller);
    var names = new ArrayList<String>();
    for (int i = 0; i < PROBES; i++) {
      names.add("probe-" + i);
    }
    this.probes = new Probes(caller, names);
    this.mischief = new Mischief(caller, seed);
  }

  /**
   * Registers datasets and submits jobs.
   *
   * @param folder where the samples are as files
   * @param objects where they are as objects, if they are
   */
  void prepare(Samples samples, Path folder, Optional<String> objects)
      throws IOException, InterruptedException {
    admin.register("files", folder.toUri().toString());
    submit(new JobOrder("strict", "files", "strict", 2, EPOCHS), samples);
    submit(new JobOrder("substitute", "files", "substitute", 2, EPOCHS), samples);
    if (objects.isPresent()) {
      admin.register("objects", objects.get());
      // The same bytes under ids of another dataset: a book of its own.
      submit(new JobOrder("objects", "objects", "substitute", 1, EPOCHS), samples.underOtherIds());
    }
    for (int i = 0; i < PROBES; i++) {
      admin.submit(new JobOrder("probe-" + i, "files", "strict", 1, 1));
    }
  }

  private void submit(JobOrder job, Samples samples) throws IOException, InterruptedException {
    caller.checker().watch(job.name(), job.ranks(), samples);
    admin.submit(job);
    jobs.add(job);
  }

  /** Everybody begins. */
  void start() {
    for (var job : jobs) {
      for (int rank = 0; rank < job.ranks(); rank++) {
        var trainer = new Trainer(caller, job.name(), rank);
        trainers.add(begin(job.name() + "-" + rank, () -> train(trainer, job.name())));
      }
    }
    probes.threads().forEach(probe -> others.add(begin("probe", probe)));
    others.add(begin("mischief", mischief::run));
  }

  private static Thread begin(String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(work);
  }

  private void train(Trainer trainer, String job) {
    try {
      trainer.train(epoch -> last.mayBegin(job, epoch));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  Probes probes() {
    return probes;
  }

  Admin admin() {
    return admin;
  }

  /** Holds what each job says of itself against what was acknowledged. */
  void checkStates() throws IOException, InterruptedException {
    for (var job : jobs) {
      var acked = caller.checker().acked(job.name());
      caller.checker().state(job.name(), admin.state(job.name()), acked);
    }
  }

  /** All ranks end with the epoch in which their job is. */
  void end() throws InterruptedException {
    last.end();
    try {
      Patience.until(() -> trainers.stream().noneMatch(Thread::isAlive), LAST_EPOCH_SECONDS);
    } catch (TimeoutException stuck) {
      var names = trainers.stream().filter(Thread::isAlive).map(Thread::getName).toList();
      caller
          .checker()
          .breaks(Promise.STUCK, names + " did not end their epoch: " + stuck.getMessage());
    }
    probes.end();
    mischief.end();
    trainers.forEach(Thread::interrupt);
    for (var other : others) {
      other.join(TimeUnit.SECONDS.toMillis(10));
    }
  }
}
