package dev.sheaf.node.fuzz;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.sharding.bootstrap.NodeSystem;
import dev.sheaf.sharding.testing.MessageSamples;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Messages between nodes, and events of the journal: a class's name and CBOR. */
final class MessageParsers {
  private static final List<Class<?>> TYPES =
      MessageSamples.implementationsOf(ControlMessage.class, "dev.sheaf").stream()
          .filter(type -> !type.getPackageName().endsWith(".planted"))
          .toList();

  private MessageParsers() {}

  /** The target, over the serializers of a node. */
  static List<Target> all(ActorSystem<?> system) {
    var serialization = SerializationExtension.get(Adapter.toClassic(system));
    var samples = new MessageSamples(system.ignoreRef());
    var good = new ArrayList<byte[]>();
    for (var type : TYPES) {
      good.add(written(serialization, samples.sample(type, 1)));
    }
    return List.of(
        new Target(
            "message",
            good,
            input -> read(serialization, input),
            // Akka drops a message that cannot be read, and logs why.
            List.of(
                java.io.IOException.class,
                java.io.NotSerializableException.class,
                IllegalArgumentException.class)));
  }

  /** A system that has a node's serializers and opens no port. */
  static ActorSystem<Void> system() {
    var config =
        ConfigFactory.parseString("akka.actor.provider = local")
            .withFallback(ConfigFactory.parseResources(NodeSystem.class, "node.conf"));
    return ActorSystem.create(Behaviors.empty(), "fuzz", ConfigFactory.load(config));
  }

  /** Line: the manifest; behind it the bytes. */
  private static byte[] written(Serialization serialization, Object message) {
    var serializer = serialization.findSerializerFor(message);
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        (Serializers.manifestFor(serializer, message) + "\n").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(serialization.serialize(message).get());
    return out.toByteArray();
  }

  private static void read(Serialization serialization, byte[] input) throws Exception {
    var end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    var manifest = new String(input, 0, end, StandardCharsets.UTF_8);
    var bytes = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
    var cbor = serialization.serializerFor(ControlMessage.class).identifier();
    serialization.deserialize(bytes, cbor, manifest).get();
  }
}
