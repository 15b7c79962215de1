package dev.sheaf.node.functions;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.lambda.bridge.ChunkPlacement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks for the weights of functions, and sets them. */
record Weights(Entities entities, ActorSystem<?> system) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  ChunkPlacement.Weights shown() {
    return ask(null, 0);
  }

  /** The function gets nothing new from now on. */
  ChunkPlacement.Weights drained(int node) {
    return ask(node, 0);
  }

  private ChunkPlacement.Weights ask(@Nullable Integer node, int weight) {
    var placement =
        entities.of(
            new EntityRefKey<>(ChunkPlacement.KIND, ChunkPlacement.Command.class),
            ChunkPlacement.ID);
    return AskPattern.<ChunkPlacement.Command, ChunkPlacement.Weights>ask(
            placement,
            replyTo ->
                node == null
                    ? new ChunkPlacement.Command.Show(replyTo)
                    : new ChunkPlacement.Command.Weigh(node, weight, replyTo),
            PATIENCE,
            system.scheduler())
        .toCompletableFuture()
        .join();
  }
}
