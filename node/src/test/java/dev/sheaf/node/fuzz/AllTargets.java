package dev.sheaf.node.fuzz;

import akka.actor.typed.ActorSystem;
import dev.sheaf.actors.copies.CopyParsers;
import dev.sheaf.actors.dataset.DatasetParsers;
import dev.sheaf.actors.disk.DiskParsers;
import dev.sheaf.gpu.model.ModelParsers;
import dev.sheaf.http.auth.AuthParsers;
import dev.sheaf.http.batch.BatchParsers;
import dev.sheaf.http.dataport.PortParsers;
import dev.sheaf.http.ensemble.EnsembleParsers;
import dev.sheaf.http.job.JobParsers;
import dev.sheaf.http.route.RouteParsers;
import dev.sheaf.http.s3.S3Parsers;
import dev.sheaf.lambda.bridge.BridgeParsers;
import dev.sheaf.lambda.function.FunctionParsers;
import dev.sheaf.node.scratch.ScratchFolder;
import dev.sheaf.simulation.lambda.SimulationParsers;
import dev.sheaf.wire.ring.RingParsers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Every parser there is: those that {@code ./sheaf torture --fuzz} knows, and those that only their
 * own packages see, which have a class {@code …Parsers} beside them among the tests.
 */
public final class AllTargets implements AutoCloseable {
  private final ScratchFolder scratch;
  private final ActorSystem<Void> system;
  private final List<Target> targets = new ArrayList<>();

  /** All targets, with the files and the actor system that they need. */
  public AllTargets() throws IOException {
    scratch = ScratchFolder.create("targets");
    system = MessageParsers.system();
    targets.addAll(Targets.all());
    targets.addAll(RouteParsers.all());
    targets.addAll(JobParsers.all());
    targets.addAll(EnsembleParsers.all());
    targets.addAll(AuthParsers.all());
    targets.addAll(S3Parsers.all());
    targets.addAll(BatchParsers.all());
    targets.addAll(PortParsers.all());
    targets.addAll(CopyParsers.all());
    targets.addAll(DiskParsers.all());
    targets.addAll(DatasetParsers.all(scratch.path()));
    targets.addAll(ModelParsers.all());
    targets.addAll(RingParsers.all());
    targets.addAll(BridgeParsers.all());
    targets.addAll(FunctionParsers.all());
    targets.addAll(SimulationParsers.all());
    targets.addAll(NodeParsers.all());
    targets.addAll(MessageParsers.all(system));
  }

  List<Target> list() {
    return targets;
  }

  /** The target with this name. */
  public Target named(String name) {
    return targets.stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no target "
                    + name
                    + " but "
                    + targets.stream().map(Target::name).toList()));
  }

  @Override
  public void close() throws IOException {
    system.terminate();
    scratch.close();
  }
}
