package dev.sheaf.node;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.sheaf.actors.planted.BytesDeepInAMessage;
import dev.sheaf.actors.planted.BytesInAMessage;
import dev.sheaf.actors.planted.KnowsHttp;
import dev.sheaf.actors.planted.util.Anything;
import dev.sheaf.http.planted.KnowsSharding;
import dev.sheaf.lambda.bridge.planted.AsksForMillis;
import dev.sheaf.lambda.bridge.planted.ReadsTheWallClock;
import dev.sheaf.policies.planted.DrawsFromAStream;
import dev.sheaf.policies.planted.FollowsHashOrder;
import dev.sheaf.policies.planted.FollowsSetOrder;
import dev.sheaf.policies.planted.KnowsAkka;
import dev.sheaf.policies.planted.Logs;
import dev.sheaf.policies.planted.ReadsAFile;
import dev.sheaf.policies.planted.ReadsTheClock;
import dev.sheaf.policies.planted.UsesMathThatDiffers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shipped classes keep the laws of the house, and each law catches who breaks it. */
final class ArchitectureTest {
  private static final List<String> MODULES =
      List.of("policies", "wire", "actors", "sharding", "lambda", "gpu", "http", "node");

  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.sheaf");

  private static final JavaClasses WITH_TESTS = new ClassFileImporter().importPackages("dev.sheaf");

  @Test
  void classesOfEveryModuleWereImported() {
    for (var module : MODULES) {
      var prefix = "dev.sheaf." + module + ".";
      var found = SHIPPED.stream().filter(type -> type.getName().startsWith(prefix)).count();
      assertTrue(found >= 5, "only " + found + " classes below " + prefix);
    }
    assertFalse(
        SHIPPED.stream().anyMatch(type -> type.getPackageName().contains("planted")),
        "planted classes are no part of what ships");
  }

  @Test
  void modulesSeeOneAnotherOnlyAlongTheArrows() {
    ArchitectureRules.ARROWS.check(SHIPPED);
    catches(ArchitectureRules.ARROWS, KnowsSharding.class);
    catches(ArchitectureRules.ARROWS, KnowsHttp.class);
  }

  @Test
  void policiesStandAlone() {
    ArchitectureRules.POLICIES_STAND_ALONE.check(SHIPPED);
    catches(ArchitectureRules.POLICIES_STAND_ALONE, KnowsAkka.class);
    catches(ArchitectureRules.POLICIES_STAND_ALONE, Logs.class);
  }

  @Test
  void policiesNeverLookOutside() {
    ArchitectureRules.POLICIES_NEVER_LOOK_OUTSIDE.check(SHIPPED);
    catches(ArchitectureRules.POLICIES_NEVER_LOOK_OUTSIDE, ReadsTheClock.class);
    catches(ArchitectureRules.POLICIES_NEVER_LOOK_OUTSIDE, DrawsFromAStream.class);
    catches(ArchitectureRules.POLICIES_NEVER_LOOK_OUTSIDE, ReadsAFile.class);
  }

  @Test
  void policiesReplayAlike() {
    ArchitectureRules.POLICIES_REPLAY_ALIKE.check(SHIPPED);
    catches(ArchitectureRules.POLICIES_REPLAY_ALIKE, FollowsHashOrder.class);
    catches(ArchitectureRules.POLICIES_REPLAY_ALIKE, FollowsSetOrder.class);
    catches(ArchitectureRules.POLICIES_REPLAY_ALIKE, UsesMathThatDiffers.class);
  }

  @Test
  void aClockThatJumpsChangesNothingForFunctions() {
    ArchitectureRules.FUNCTIONS_SEE_NO_WALL_CLOCK.check(SHIPPED);
    catches(ArchitectureRules.FUNCTIONS_SEE_NO_WALL_CLOCK, ReadsTheWallClock.class);
    catches(ArchitectureRules.FUNCTIONS_SEE_NO_WALL_CLOCK, AsksForMillis.class);
  }

  @Test
  void controlMessagesCarryNoBytes() {
    ArchitectureRules.MESSAGES_CARRY_NO_BYTES.check(SHIPPED);
    catches(ArchitectureRules.MESSAGES_CARRY_NO_BYTES, BytesInAMessage.class);
    catches(ArchitectureRules.MESSAGES_CARRY_NO_BYTES, BytesDeepInAMessage.class);
  }

  @Test
  void packagesAreNamedAfterTheirContents() {
    ArchitectureRules.PACKAGES_ARE_NAMED_AFTER_CONTENTS.check(SHIPPED);
    catches(ArchitectureRules.PACKAGES_ARE_NAMED_AFTER_CONTENTS, Anything.class);
  }

  private static void catches(ArchRule rule, Class<?> culprit) {
    var report = rule.evaluate(WITH_TESTS).getFailureReport().toString();
    assertTrue(report.contains(culprit.getName()), () -> culprit + " got past: " + report);
  }
}
