package io.runpaths.testkit.sabotage;

import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.contract.AttributesContract;
import io.runpaths.testkit.contract.ClaimsContract;
import io.runpaths.testkit.contract.ConcurrencyContract;
import io.runpaths.testkit.contract.ConditionsContract;
import io.runpaths.testkit.contract.CopiesContract;
import io.runpaths.testkit.contract.FailuresContract;
import io.runpaths.testkit.contract.ListingContract;
import io.runpaths.testkit.contract.NamesContract;
import io.runpaths.testkit.contract.ObjectsContract;
import io.runpaths.testkit.contract.RangesContract;
import io.runpaths.testkit.contract.SecretsContract;
import io.runpaths.testkit.contract.UploadsContract;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A small broken backend and the tests that catch it.
 *
 * @param fault what it does wrong
 * @param breaking puts it above a driver that is right
 * @param subject the subject of the contract that it breaks
 * @param caughtBy the test of that subject which names the fault
 * @param consequences tests that may fail with it, since they meet the same fault on their way
 */
record Sabotage(
    String fault,
    UnaryOperator<StorageBackend> breaking,
    Class<?> subject,
    String caughtBy,
    Set<String> consequences) {
  static final List<Sabotage> ALL =
      List.of(
          of("looks whether a key exists, then puts", BrokenConditions.ExistsThenPut::new)
              .in(ConcurrencyContract.class, "ofThirtyTwoPutsIfAbsentExactlyOneWins")
              .andSo("ofEightLargeWritesIfAbsentExactlyOneWins"),
          of(
                  "looks whether a large object exists, then puts",
                  BrokenConditions.ExistsThenLargePut::new)
              .in(ConcurrencyContract.class, "ofEightLargeWritesIfAbsentExactlyOneWins"),
          of("looks whether a run exists, then claims it", BrokenConditions.ExistsThenPut::new)
              .in(ClaimsContract.class, "createsExactlyOneRunWhenThirtyTwoThreadsRace")
              .andSo(
                  "allThirtyTwoThreadsAttachToOneRun",
                  "differentInputsOfOneIdNeverShareARun",
                  "ofThreadsThatCreateOneStagedRunExactlyOneWins",
                  "ranksMeetAtTheirJobKeyAlthoughTheirClocksDiffer"),
          of("compares versions, then puts", BrokenConditions.CompareThenPut::new)
              .in(ConcurrencyContract.class, "aCounterOfManyWritersLosesNoIncrement")
              .andSo(
                  "ofEightLargeWritesOfOneVersionExactlyOneWins",
                  "ofThirtyTwoPutsOfOneVersionExactlyOneWins"),
          of("drops \"if absent\"", BrokenConditions.DropsIfAbsent::new)
              .in(ConditionsContract.class, "aPutIfAbsentOntoAnExistingKeyFailsAndLeavesIt")
              .andSo(
                  "aLargePutIfAbsentOntoAnExistingKeyFailsAndLeavesIt",
                  "aPutIfAbsentOfTheVeryBytesThatAreThereFailsToo",
                  "anEmptyObjectCountsAsExisting",
                  "conditionsHoldForPutsWithMetadataToo"),
          of("drops \"if version\"", BrokenConditions.DropsIfVersion::new)
              .in(
                  ConditionsContract.class,
                  "aPutIfVersionOfAReplacedVersionFailsAndLeavesTheNewOne")
              .andSo(
                  "aLargePutIfVersionOfAReplacedVersionFailsAndLeavesTheNewOne",
                  "aPutIfVersionOfADeletedObjectFailsAndDoesNotBringItBack",
                  "aPutIfVersionSeesTheReplacementByAnotherBackend"),
          of("drops the conditions of large puts", BrokenConditions.DropsConditionsOfLargePuts::new)
              .in(ConditionsContract.class, "aLargePutIfAbsentOntoAnExistingKeyFailsAndLeavesIt")
              .andSo("aLargePutIfVersionOfAReplacedVersionFailsAndLeavesTheNewOne"),
          of(
                  "translates conflicts of large puts otherwise",
                  BrokenConditions.TranslatesLargeConflictsOtherwise::new)
              .in(ConditionsContract.class, "aLargePutIfAbsentOntoAnExistingKeyFailsAndLeavesIt"),
          of(
                  "reports its own write as a conflict",
                  BrokenConditions.ReportsItsOwnWriteAsConflict::new)
              .in(ConditionsContract.class, "aPutIfAbsentOntoAnAbsentKeyCreatesIt")
              .andSo(
                  "aLargePutIfAbsentOntoAnExistingKeyFailsAndLeavesIt",
                  "aPutIfAbsentSucceedsAgainOnceTheObjectIsDeleted",
                  "conditionsHoldForPutsWithMetadataToo"),
          of("takes equal bytes for its own", BrokenConditions.TakesEqualBytesForItsOwn::new)
              .in(ConditionsContract.class, "aPutIfAbsentOfTheVeryBytesThatAreThereFailsToo"),
          of("takes an empty object for absent", BrokenConditions.TakesEmptyForAbsent::new)
              .in(ConditionsContract.class, "anEmptyObjectCountsAsExisting"),
          of("brings back the deleted", BrokenConditions.RevivesTheDeleted::new)
              .in(
                  ConditionsContract.class,
                  "aPutIfVersionOfADeletedObjectFailsAndDoesNotBringItBack"),
          of("deletes whatever the condition", BrokenConditions.DeletesUnconditionally::new)
              .in(
                  ConditionsContract.class,
                  "aDeleteIfVersionOfAReplacedVersionFailsAndLeavesTheNewOne")
              .andSo("aDeleteIfVersionOfAnAbsentObjectFails"),
          of("checks the condition when an upload begins", BrokenUploads.ChecksAtTheBeginning::new)
              .in(
                  UploadsContract.class,
                  "anUploadIfAbsentFailsWhereTheKeyCameToBeWhileItWasWritten")
              .andSo(
                  "aLargeUploadIfAbsentFailsWhereTheKeyCameToBeWhileItWasWritten",
                  "aLargeUploadIfVersionFailsWhereTheObjectWasReplacedWhileItWasWritten",
                  "anUploadIfVersionFailsWhereTheObjectWasReplacedWhileItWasWritten"),
          of(
                  "drops the condition when a large upload is completed",
                  BrokenUploads.DropsConditionsOfLargeUploads::new)
              .in(
                  UploadsContract.class,
                  "aLargeUploadIfAbsentFailsWhereTheKeyCameToBeWhileItWasWritten")
              .andSo("aLargeUploadIfVersionFailsWhereTheObjectWasReplacedWhileItWasWritten"),
          of("publishes a part when it is flushed", BrokenUploads.PublishesWhenFlushed::new)
              .in(UploadsContract.class, "nothingIsVisibleBeforeTheCommit")
              .andSo(
                  "theOldObjectIsReadUntilTheCommit",
                  "anUploadClosedWithoutCommitLeavesTheOldObject"),
          of("publishes when it is closed", BrokenUploads.PublishesWhenClosed::new)
              .in(UploadsContract.class, "anUploadClosedWithoutCommitLeavesNothing")
              .andSo(
                  "aLargeUploadClosedWithoutCommitLeavesNothing",
                  "anUploadClosedWithoutCommitLeavesTheOldObject",
                  "closingTwiceOrAfterACommitDoesNothing",
                  "aCommitAfterCloseFailsAndPublishesNothing",
                  "writingAfterTheEndFails"),
          of("publishes after a failed write", BrokenUploads.PublishesAfterAFailure::new)
              .in(FailuresContract.class, "anUploadWhoseWriteFailedIsNeverPublished"),
          of("answers a second commit", BrokenUploads.CommitsTwice::new)
              .in(UploadsContract.class, "aSecondCommitFailsAndChangesNothing"),
          of("loses the metadata of uploads", BrokenUploads.LosesMetadata::new)
              .in(
                  AttributesContract.class,
                  "metadataComesBackWhereItIsPromisedAndIsRefusedElsewhere"),
          of("reads one byte too many", BrokenReads.RangeOffByOne::new)
              .in(RangesContract.class, "aSliceInsideTheObjectIsExactlyThoseBytes")
              .andSo(
                  "aRangeOfALargeObjectIsExactlyThoseBytes",
                  "aReadOfTheVersionThatIsThereGivesItsBytes"),
          of("ignores that only the last bytes are wanted", BrokenReads.IgnoresSuffix::new)
              .in(RangesContract.class, "aSuffixIsTheLastBytes")
              .andSo("aRangeOfALargeObjectIsExactlyThoseBytes", "ofAnEmptyObjectOnlyAllCanBeRead"),
          of("reads whatever version", BrokenReads.IgnoresVersion::new)
              .in(RangesContract.class, "aReadOfAReplacedVersionFails"),
          of("mixes two versions", BrokenReads.MixesVersions::new)
              .in(
                  RangesContract.class,
                  "anOpenReadGoesOnWithItsVersionOrFailsWhenTheObjectIsReplaced"),
          of("promises checksums and does not verify them", BrokenReads.PromisesChecksums::new)
              .in(
                  FailuresContract.class,
                  "storedBytesThatWereDamagedAreNoticedWhereThatIsPromised"),
          of("takes the size for the version", BrokenReads.VersionBySize::new)
              .in(ObjectsContract.class, "theVersionChangesWithEveryReplacement"),
          of("copies whatever version", BrokenReads.CopiesAnyVersion::new)
              .in(CopiesContract.class, "aCopyOfAReplacedVersionFailsAndLeavesTheTarget"),
          of("copies bytes only", BrokenReads.CopiesBytesOnly::new)
              .in(CopiesContract.class, "aCopyKeepsMetadataAndContentTypeWhereTheyAreKeptAtAll"),
          of("lists in the order of UTF-16", BrokenListings.InUtf16Order::new)
              .in(ListingContract.class, "entriesComeInTheOrderOfTheirUtf8Bytes")
              .andSo(
                  "aFolderIsListedWhereItsNameWithTheSlashBelongs",
                  "pagesOfAnySizeGiveTheSameListing"),
          of("lists in the order of folder names", BrokenListings.InOrderOfFolderNames::new)
              .in(ListingContract.class, "aFolderIsListedWhereItsNameWithTheSlashBelongs")
              .andSo("entriesComeInTheOrderOfTheirUtf8Bytes", "pagesOfAnySizeGiveTheSameListing"),
          of("lists run10 with run1", BrokenListings.MatchesPartsOfNames::new)
              .in(ListingContract.class, "aRunIsNotListedWithAnotherWhoseNameBeginsTheSame")
              .andSo("belowNothingNothingIsListed", "pagesOfAnySizeGiveTheSameListing"),
          of("lists a thousand entries", BrokenListings.StopsAfterAThousand::new)
              .in(ListingContract.class, "aListingOfMoreThanAThousandEntriesIsWhole"),
          of("lists no unusable names", BrokenListings.SkipsTheUnusable::new)
              .in(ListingContract.class, "whatNoKeyCanExpressIsReportedAndNotSkipped"),
          of("lists no odd names", BrokenListings.SkipsOddNames::new)
              .in(NamesContract.class, "anOddNameIsKeptAsItIs")
              .andSo(
                  "aPrefixIsLiteralToo",
                  "anOddNameServesAsAFolder",
                  "oddNamesLieSideBySideAndAreListedInOrder"),
          of("goes on listing by a count", BrokenListings.CountsEntries::new)
              .in(ListingContract.class, "deletingWhileListingLosesNoneOfTheOthers"),
          of("deletes a thousand of many", BrokenObjects.DeletesAThousand::new)
              .in(ObjectsContract.class, "moreThanAThousandObjectsAreDeletedAtOnce"),
          of("fails to delete the absent", BrokenObjects.MissesTheAbsent::new)
              .in(ObjectsContract.class, "deletingWhatIsAbsentSucceeds")
              .andSo(
                  "anUntouchedRootIsEmptyAndNoError", "deletingAFolderByItsNameLeavesWhatIsInIt"),
          of("deletes what is in a folder", BrokenObjects.DeletesFolders::new)
              .in(ObjectsContract.class, "deletingAFolderByItsNameLeavesWhatIsInIt")
              .andSo("aFileBesideAFolderOfItsNameIsKeptWhereThatIsPromisedAndRefusedElsewhere"),
          of("takes a folder for an object", BrokenObjects.TakesFoldersForObjects::new)
              .in(ObjectsContract.class, "aFolderIsNotAnObject"),
          of("fails when it is closed again", BrokenObjects.ClosesOnce::new)
              .in(FailuresContract.class, "closingTwiceDoesNothing")
              .andSo("afterCloseEveryMethodSaysClosed"),
          of("publishes short bodies", BrokenObjects.TakesShortBodies::new)
              .in(FailuresContract.class, "aBodyOfAnotherLengthThanAnnouncedIsNotPublished")
              .andSo(
                  "aFailureNamesTheOperationTheObjectAndTheWayOut",
                  "aLargeBodyThatEndsEarlyIsNotPublished"),
          of("writes in two steps", BrokenObjects.WritesInTwoSteps::new)
              .in(
                  ConcurrencyContract.class,
                  "whoReadsDuringReplacementsSeesTheOldOrTheNewObjectWhole")
              .andSo(
                  "ofEightLargeWritesIfAbsentExactlyOneWins",
                  "ofEightLargeWritesOfOneVersionExactlyOneWins"),
          of("decodes names", BrokenObjects.DecodesNames::new)
              .in(NamesContract.class, "anOddNameIsKeptAsItIs")
              .andSo(
                  "aPrefixIsLiteralToo",
                  "anOddNameIsUploadedAndCopied",
                  "anOddNameServesAsAFolder",
                  "oddNamesLieSideBySideAndAreListedInOrder"),
          of("folds case", BrokenObjects.FoldsCase::new)
              .in(NamesContract.class, "namesThatDifferOnlyInCaseAreTwoObjects"),
          of("tells contents in messages", BrokenObjects.TellsContents::new)
              .in(SecretsContract.class, "noFailureTellsASecretOrAContent"));

  /** The first half of the sentence. */
  private record Fault(String fault, UnaryOperator<StorageBackend> breaking) {
    Sabotage in(Class<?> subject, String caughtBy) {
      return new Sabotage(fault, breaking, subject, caughtBy, Set.of());
    }
  }

  private static Fault of(String fault, UnaryOperator<StorageBackend> breaking) {
    return new Fault(fault, breaking);
  }

  private Sabotage andSo(String... more) {
    return new Sabotage(fault, breaking, subject, caughtBy, Set.of(more));
  }

  /** The fault, for reports. */
  @Override
  public String toString() {
    return fault;
  }
}
