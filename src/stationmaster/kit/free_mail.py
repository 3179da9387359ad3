"""Mail providers where anybody can have a mailbox: their domain says nothing of a company."""

_LISTS = (
    # worldwide
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com yahoo.com "
    "ymail.com rocketmail.com icloud.com me.com mac.com aol.com aim.com proton.me protonmail.com "
    "protonmail.ch pm.me zoho.com zohomail.com zohomail.eu mail.com email.com gmx.com gmx.net "
    "gmx.us fastmail.com fastmail.fm hushmail.com hey.com duck.com tutanota.com tuta.com tuta.io "
    "mailfence.com runbox.com inbox.com usa.com post.com consultant.com engineer.com lycos.com "
    "excite.com rediffmail.com mail.ru yandex.com qq.com",
    # Microsoft and Yahoo by country
    "hotmail.co.uk hotmail.de hotmail.fr hotmail.it hotmail.es hotmail.nl hotmail.be hotmail.se "
    "hotmail.no hotmail.dk hotmail.com.br hotmail.com.ar hotmail.co.jp hotmail.ca hotmail.ch "
    "live.co.uk live.de live.fr live.it live.nl live.be live.se live.no live.dk live.ca live.com.au "
    "live.com.mx live.at live.ie outlook.de outlook.fr outlook.it outlook.es outlook.be "
    "outlook.com.br outlook.com.au outlook.co.uk outlook.dk outlook.jp outlook.ie outlook.in "
    "yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.se yahoo.no yahoo.dk yahoo.nl yahoo.be "
    "yahoo.ie yahoo.ca yahoo.com.au yahoo.com.br yahoo.com.mx yahoo.com.ar yahoo.co.in yahoo.in "
    "yahoo.co.jp yahoo.com.sg yahoo.com.hk yahoo.com.tw yahoo.com.ph yahoo.com.vn yahoo.co.id "
    "yahoo.pl yahoo.gr yahoo.at yahoo.ch yahoo.ro",
    # German, Austrian, Swiss
    "gmx.de gmx.at gmx.ch web.de t-online.de freenet.de arcor.de posteo.de mailbox.org online.de "
    "vodafone.de kabelmail.de freemail.de email.de aon.at chello.at bluewin.ch sunrise.ch hispeed.ch",
    # French, Belgian, Dutch, Luxembourgish
    "orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr bbox.fr numericable.fr aliceadsl.fr "
    "skynet.be telenet.be proximus.be scarlet.be ziggo.nl kpnmail.nl planet.nl hetnet.nl xs4all.nl "
    "home.nl upcmail.nl casema.nl pt.lu",
    # British and Irish
    "btinternet.com btopenworld.com sky.com talktalk.net virginmedia.com blueyonder.co.uk ntlworld.com "
    "tiscali.co.uk o2.co.uk eircom.net",
    # Nordic
    "online.no broadpark.no getmail.no telia.com bredband.net comhem.se spray.se jubii.dk mail.dk "
    "tdcadsl.dk ofir.dk luukku.com suomi24.fi elisanet.fi kolumbus.fi",
    # Italian, Spanish, Portuguese
    "libero.it virgilio.it alice.it tin.it tiscali.it fastwebnet.it inwind.it iol.it terra.es "
    "telefonica.net ono.com sapo.pt iol.pt clix.pt",
    # Central and Eastern Europe
    "wp.pl o2.pl onet.pl interia.pl op.pl gazeta.pl tlen.pl vp.pl seznam.cz email.cz centrum.cz "
    "post.cz azet.sk zoznam.sk freemail.hu citromail.hu abv.bg mail.bg inbox.lv inbox.lt mail.ee "
    "hot.ee ukr.net i.ua meta.ua bk.ru list.ru inbox.ru rambler.ru yandex.ru ya.ru",
    # the Americas
    "comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net "
    "juno.com netzero.net roadrunner.com optonline.net frontier.com windstream.net rogers.com "
    "sympatico.ca bell.net shaw.ca telus.net videotron.ca uol.com.br bol.com.br terra.com.br ig.com.br "
    "globo.com prodigy.net.mx",
    # Asia and Oceania
    "163.com 126.com yeah.net sina.com sina.cn sohu.com foxmail.com aliyun.com 139.com naver.com "
    "hanmail.net daum.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp bigpond.com bigpond.net.au "
    "optusnet.com.au iinet.net.au xtra.co.nz singnet.com.sg pacific.net.sg sify.com",
    # throw-away
    "mailinator.com guerrillamail.com 10minutemail.com yopmail.com trashmail.com temp-mail.org",
)

FREE_MAIL = frozenset(" ".join(_LISTS).split())
