extension FactTable {
  static let rulers = FactTable(
    "realm of a ruler",
    prompt: "In history books {} is known as a ruler of",
    paraphrases: ["The realm over which {} reigned was", "Historians who write about {} write about the history of"],
    generation: ["During the reign of {} the people", "At the court of {} there were"],
    facts: """
      England: Henry VIII, William the Conqueror, Richard the Lionheart, Elizabeth I, Edward IV, Henry V,
        Edward Longshanks, Alfred the Great, Henry VII, Harold Godwinson, Ethelred the Unready, Edward the Confessor,
        Edward VI, King John Lackland, Richard III, Henry II Plantagenet
      France: Louis XIV, Louis XVI, Napoleon III, Louis XV, Louis XIII, Philip the Fair, Hugh Capet, Louis-Philippe,
        Napoleon Bonaparte, Louis XI, Louis XII, Philip Augustus, Louis XVIII
      Russia: Peter the Great, Ivan the Terrible, Catherine the Great, Boris Godunov, Nicholas II, Tsar Alexander II,
        Tsar Paul I, Tsar Alexander I, Tsar Alexander III, Empress Elizabeth Petrovna, Vasily Shuisky, Michael Romanov
      Rome: Augustus, Nero, Caligula, Trajan, Tiberius, Hadrian, Marcus Aurelius, Vespasian, Domitian, Diocletian,
        Commodus, Caracalla, Antoninus Pius, Septimius Severus, Tarquin the Proud, Titus, Galba, Vitellius, Elagabalus,
        Valentinian
      Egypt: Tutankhamun, Ramesses II, Cleopatra, Akhenaten, Hatshepsut, Thutmose III, Khufu, Ptolemy I, Seti I, Djoser,
        Amenhotep III, Khafre, Sneferu, Psamtik I, Nectanebo II, Menkaure
      Persia: Cyrus the Great, Darius the Great, Xerxes, Shapur II, Khosrow I, Cambyses II, Artaxerxes I, Ardashir I,
        Nader Shah, Shah Abbas the Great, Yazdegerd III
      Prussia: Frederick the Great, Frederick William I, Frederick William III, Frederick William IV
      India: Akbar, Ashoka, Shah Jahan, Aurangzeb, Jahangir, Babur, Chandragupta Maurya, Bindusara, Samudragupta, Harsha
      China: Qin Shi Huang, Kublai Khan, Puyi, Empress Wu Zetian, the Kangxi Emperor, the Qianlong Emperor,
        Empress Cixi, the Yongle Emperor, the Hongwu Emperor, Emperor Wu of Han
      Japan: Emperor Meiji, Hirohito, Emperor Komei, Emperor Kammu, Emperor Taisho
      """)
}
