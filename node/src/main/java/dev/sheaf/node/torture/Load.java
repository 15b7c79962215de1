package dev.sheaf.node.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;

/**
 * What the cluster has to do meanwhile: jobs in training, each rank a client, one of which crashes
 * now and then; entities that are asked whether they answer; a client that submits jobs; readers of
 * one gateway and of all; a client that gets everything wrong.
 */
final class Load {
  private static final int PROBES = 16;
  private static final int EPOCHS = 100_000;
  private static final int LAST_EPOCH_SECONDS = 90;
  private static final String RESUMED = "resumed";

  private final Caller caller;
  private final Admin admin;
  private final List<JobOrder> jobs = new ArrayList<>();
  private final List<Thread> trainers = new ArrayList<>();
  private final List<Thread> others = new ArrayList<>();
  private final Probes probes;
  private final Mischief mischief;
  private final Receipts receipts;
  private final Readers readers;
  private final Trainer resumed;
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
    this.receipts = new Receipts(admin, caller.checker());
    this.readers = new Readers(caller);
    this.resumed = new Trainer(caller, RESUMED, 0, true);
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
    watched(new JobOrder(RESUMED, "files", "strict", 1, EPOCHS), samples);
    watched(new JobOrder(Readers.JOB, "files", "strict", 1, 1), samples);
    for (int i = 0; i < PROBES; i++) {
      admin.submit(new JobOrder("probe-" + i, "files", "strict", 1, 1));
    }
  }

  private void submit(JobOrder job, Samples samples) throws IOException, InterruptedException {
    watched(job, samples);
    jobs.add(job);
  }

  private void watched(JobOrder job, Samples samples) throws IOException, InterruptedException {
    caller.checker().watch(job.name(), job.ranks(), samples);
    admin.submit(job);
  }

  /**
   * Everybody begins.
   *
   * @param gateways that have a reader of their own; 0 = nobody reads
   */
  void start(int gateways) {
    for (var job : jobs) {
      for (int rank = 0; rank < job.ranks(); rank++) {
        begin(new Trainer(caller, job.name(), rank, false), job.name());
      }
    }
    begin(resumed, RESUMED);
    probes.threads().forEach(probe -> others.add(begin("probe", probe)));
    others.add(begin("mischief", mischief::run));
    others.add(begin("receipts", receipts::run));
    if (gateways > 0) {
      readers.threads(gateways).forEach(reader -> others.add(begin("reader", reader)));
    }
  }

  private static Thread begin(String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(work);
  }

  private void begin(Trainer trainer, String job) {
    IntPredicate more = epoch -> last.mayBegin(job, epoch);
    trainers.add(begin("trainer of " + job, () -> train(trainer, more)));
  }

  private static void train(Trainer trainer, IntPredicate more) {
    try {
      trainer.train(more);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  Probes probes() {
    return probes;
  }

  Readers readers() {
    return readers;
  }

  Admin admin() {
    return admin;
  }

  /** Holds what each job says of itself against what was acknowledged; one trainer crashes. */
  void check() throws IOException, InterruptedException {
    for (var job : jobs) {
      var acked = caller.checker().acked(job.name());
      caller.checker().state(job.name(), admin.state(job.name()), acked);
    }
    receipts.check();
    resumed.crash();
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
    receipts.end();
    readers.end();
    trainers.forEach(Thread::interrupt);
    for (var other : others) {
      other.join(TimeUnit.SECONDS.toMillis(10));
    }
  }
}
