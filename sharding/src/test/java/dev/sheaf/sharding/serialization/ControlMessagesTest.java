package dev.sheaf.sharding.serialization;

import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.sharding.testing.MessageSamples;
import dev.sheaf.sharding.testing.RoundTrip;
import dev.sheaf.sharding.testing.Waiting;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Every control message of every module on the class path survives the way to another node. */
@TestInstance(Lifecycle.PER_CLASS)
final class ControlMessagesTest {
  private static final int SAMPLES = 24;
  private static final int LIMIT_BYTES = 32 * 1024;
  private static final List<Class<?>> MESSAGES =
      MessageSamples.implementationsOf(ControlMessage.class, "dev.sheaf");

  private ActorSystem<Void> system;
  private RoundTrip roundTrip;
  private MessageSamples samples;

  @BeforeAll
  void startSystem() {
    var config =
        ConfigFactory.parseString(
                "akka.remote.artery.canonical.port = 0, akka.remote.artery.canonical.hostname = 127.0.0.1")
            .withFallback(ConfigFactory.parseResources("dev/sheaf/sharding/bootstrap/node.conf"));
    system = ActorSystem.create(Behaviors.<Void>empty(), "sheaf", ConfigFactory.load(config));
    roundTrip = new RoundTrip(system);
    samples = new MessageSamples(TestProbe.create(system).ref());
  }

  @AfterAll
  void stopSystem() {
    system.terminate();
    Waiting.on(system.getWhenTerminated());
  }

  @Test
  void theClassPathHoldsMessages() {
    assertTrue(MESSAGES.size() > 40, "found only " + MESSAGES.size());
  }

  @TestFactory
  Stream<DynamicTest> aMessageSurvivesTheRoundTrip() {
    return MESSAGES.stream()
        .map(type -> DynamicTest.dynamicTest(type.getName(), () -> check(type)));
  }

  private void check(Class<?> type) {
    for (int i = 0; i < SAMPLES; i++) {
      var sent = samples.sample(type, i);
      var received = roundTrip.of(sent);
      assertTrue(RoundTrip.same(sent, received), () -> sent + " became " + received);
      assertTrue(roundTrip.bytes(sent).length < LIMIT_BYTES, () -> "too large: " + sent);
    }
  }
}
