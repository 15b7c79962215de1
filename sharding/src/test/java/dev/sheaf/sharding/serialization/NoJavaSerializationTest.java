package dev.sheaf.sharding.serialization;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.DisabledJavaSerializer;
import akka.serialization.JavaSerializer;
import akka.serialization.SerializationExtension;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.junit.jupiter.api.Test;

/**
 * A node takes and makes no objects of Java's own serialization, which run code as they are read.
 */
final class NoJavaSerializationTest {
  private record Gadget(String name) implements Serializable {}

  private static Config ofNode() {
    return ConfigFactory.load(
        ConfigFactory.parseString("akka.actor.provider = local")
            .withFallback(
                ConfigFactory.parseResources(
                    dev.sheaf.sharding.bootstrap.NodeSystem.class, "node.conf")));
  }

  @Test
  void aSerializedObjectIsRefusedWhicheverWayItComes() throws IOException {
    var kit = ActorTestKit.create("no-java", ofNode());
    try {
      var serialization = SerializationExtension.get(kit.system());
      var bytes = new ByteArrayOutputStream();
      try (var out = new ObjectOutputStream(bytes)) {
        out.writeObject(new Gadget("boom"));
      }
      assertFalse(
          kit.system().settings().config().getBoolean("akka.actor.allow-java-serialization"));
      var java = serialization.serializerByIdentity().get(1).get();
      assertInstanceOf(DisabledJavaSerializer.class, java);
      assertFalse(java instanceof JavaSerializer);
      var incoming =
          serialization.deserialize(bytes.toByteArray(), java.identifier(), Gadget.class.getName());
      assertThrows(DisabledJavaSerializer.JavaSerializationException.class, incoming::get);
      var outgoing = serialization.serialize(new Gadget("boom"));
      assertThrows(DisabledJavaSerializer.JavaSerializationException.class, outgoing::get);
    } finally {
      kit.shutdownTestKit();
    }
  }
}
