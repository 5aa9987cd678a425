"""The third table: written when the guard was done, after all tuning on the other two. Made up too.

A secret stands between ⟦ and ⟧. On its first reading 75 of 84 secrets were found to the letter and 1 of 65 near-misses
was flagged; what was repaired afterwards makes later figures kinder than these.
"""

from __future__ import annotations

from typing import Final

POSITIVE: Final = r"""
Ok so the VPN creds are jsmith / ⟦Mango!tree7⟧ , pls rotate later
Here you go: user "report" pass "⟦qWe_8821⟧"
pwd for the nas -> ⟦N4s-Box-55⟧
His iPhone passcode was ⟦904411⟧.
can someone check why password ⟦Ab3$kk91⟧ gets rejected
I typed ⟦Hello123!⟧ as my password and it failed
My Netflix password is ⟦popcorn4ever⟧ if you need it
password -> ⟦trustno1⟧
Admin password => ⟦Sup3rUs3r⟧
the key for the door panel, pin: ⟦3914⟧
ssh deploy@10.0.0.5 (password ⟦d3pl0y!⟧)
The default credentials are admin:⟦adm1n#99⟧
Login: root Password: ⟦calvin88⟧
mot de passe temporaire : ⟦Lyon2025!⟧
Mon mot de passe Gmail est ⟦chatNoir_9⟧
Mein WLAN Passwort ist "⟦Regenschirm⟧"
Kennwort = ⟦Berlin#1989⟧
Passwort für das Portal: ⟦k9!Tz_mm⟧
mi contraseña de correo es ⟦Lluvia#55⟧
contraseña temporal: ⟦Temp0ral!⟧
minha senha do banco é ⟦8841zz⟧
senha do wifi: ⟦cafe_com_leite1⟧
la mia password è ⟦R0ma.Caput⟧
mijn wachtwoord: ⟦Gr8tFiets⟧
SMTP_PASSWORD="⟦mail-drop-77⟧"
JWT_SECRET=⟦b4N8xQz2LmK7vR1tYw5H⟧
APP_KEY=base64:⟦kD83hsLq02MzPw7RtYv5kD83hsLq02MzPw7RtYv5abc=⟧
ADMIN_PASS=⟦opensesame⟧
  "secret_key": "⟦b4N8xQz2LmK7vR1tYw5H⟧",
auth_token: ⟦b4N8xQz2LmK7vR1tYw5H⟧
app.auth.password = ⟦hunter-two-2⟧
<connection user="sa" password="⟦Qp88!x⟧" />
<passwd>⟦qp88x⟧</passwd>
<input name="passwd" type="hidden" value="⟦qp88xx⟧"/>
PASSWORD: "⟦qp88xx⟧"
    password => "⟦logst4sh⟧"
{"username":"bob","password":"⟦b0bpass⟧"}
{"key":"DB_PASSWORD","value":"⟦b0bpass⟧"}
"PGPASSWORD": "⟦b0bpass⟧"
"log": "POST {\\\"password\\\":\\\"⟦b0bpass⟧\\\"}"
password=⟦b0bpass⟧&user=bob
url = "https://bob:⟦b0bpass⟧@nexus.example.org/repo"
mssql://sa:⟦Str0ng!P⟧@10.0.0.4/master
rediss://default:⟦AVx91kkqPz⟧@redis.example.net:6380
Server=.;Database=Shop;User=sa;Pwd=⟦Str0ng!P⟧
dsn = "host=db user=bob password=⟦b0bpass⟧ sslmode=disable"
mysql -h db -ubob -p⟦b0bpass⟧
mysql --user=bob --password='⟦b0bpass⟧' -e 'show tables'
curl -sS -u bob:⟦b0bpass⟧ -X POST https://x
curl --header 'PRIVATE-TOKEN: ⟦b4N8xQz2LmK7vR1tYw5H⟧' https://x
curl -H "Authorization: Bearer ⟦b4N8xQz2LmK7vR1tYw5H⟧" https://x
docker login --username bob --password ⟦b0bpass⟧
sshpass -p⟦b0bpass9⟧ ssh bob@h
redis-cli -a ⟦AVx91kkqPz⟧
xfreerdp /u:bob /p:⟦b0bpass⟧ /v:h
vault login ⟦hvs.CAESIJ4kLmN8xQz2LmK7vR1tYw5H⟧
export API_TOKEN=⟦b4N8xQz2LmK7vR1tYw5H⟧
set -gx DB_PASSWORD ⟦b0bpass1⟧
os.environ.setdefault("DB_PASSWORD", "⟦b0bpass1⟧")
Settings(password="⟦b0bpass1⟧")
connect(user='bob', password='⟦b0bpass1⟧')
engine = create_engine("postgresql://bob:⟦b0bpass1⟧@h/db")
new MongoClient("mongodb://bob:⟦b0bpass1⟧@h")
ssh.connect(h, username='bob', password='⟦b0bpass1⟧')
Credentials.basic("bob", "⟦b0bpass1⟧")
.withPassword("⟦b0bpass1⟧")
passwordEncoder.encode("⟦b0bpass1⟧")
var pass = "⟦b0bpass1⟧";
$pass = "⟦b0bpass1⟧";
my $password = '⟦b0bpass1⟧';
@password = "⟦b0bpass1⟧"
password = '''⟦b0bpass1⟧'''
let pwd = `⟦b0bpass1⟧`
CREATE LOGIN bob WITH PASSWORD = '⟦b0bpass1⟧';
GRANT ALL ON x.* TO bob@h IDENTIFIED BY "⟦b0bpass1⟧"
INSERT INTO users (name, password) VALUES ('bob', '⟦b0bpass1⟧')
UPDATE users SET password='⟦b0bpass1⟧' WHERE id=1
- Username: bob\n- Password: ⟦b0bpass1⟧
Username | bob\nPassword | ⟦b0bpass1⟧
* password: ⟦b0bpass1⟧
> Password: ⟦b0bpass1⟧
Email: b@example.org\nPassword: ⟦letmein⟧\nThanks
Cookie: session_id=⟦b4N8xQz2LmK7vR1tYw5H⟧; a=b
"X-Amz-Security-Token": "⟦b4N8xQz2LmK7vR1tYw5Hb4N8xQz2LmK7⟧"
"""

NEGATIVE: Final = r"""
My bank asked me for a password of 12 characters in 2023.
The password for this account was last changed 45 days ago.
Password must contain: 1 number, 1 symbol
Enter the password:
enter your 6-digit PIN
The PIN you entered is wrong (3 attempts left)
password recovery in 3 steps
the token was revoked at 12:45
Use a token of type Bearer
token budget: 32k
Generate a token at Settings > Tokens
context window is 128k tokens
secret sauce of GPT-4: RLHF
The secret is out: 2 CEOs resign
Top secret clearance TS/SCI level 3
keys to success: 1. plan 2. act
API key rotation every 30 days
My favorite key is C# minor
F5 key: refresh
Enter key (code 13)
primary key (id1, id2)
password: str = Field(..., min_length=8)
password: Optional[str] = None
password: bytes
password=os.environ["DB_PASSWORD"],
password=settings.DB_PASSWORD
password: "{{ lookup('env', 'DB_PASSWORD') }}"
"password": "$(DB_PASSWORD)"
password: <set me>
password: TODO
password: n/a
password: see 1Password
password: ask Ada
password = prompt("Password")
<PasswordField label="Password" required />
if password == confirm:
raise ValueError("password too short (min 8)")
validate(password, 8, 64)
passwords.txt 2024-01-01
checkPassword(user, hash)
Authorization header is missing (401)
bearer 2 of the coffin
Cookie: consent=true; theme=dark
session = requests.Session()
session.get("https://x.org/2024/a1b2")
https://example.org/login?next=/home
https://example.org/?q=token+ring+1985
mailto:user:info@example.org
pass through gate 12A
first pass yield 98.2%
Pass the salt at 7pm
I need to pass 3 exams
pin the version to 1.2.3
a PIN pad with 16 keys
git push origin v1.2.3-rc4
6f1ed002ab5595859014ebf0951522d9 is the md5
request id 4f3c2b1a-1234-4f3c-8a9b-1234567890ab
das Passwort wurde 3 mal geändert
el token caduca en 24h
le code PIN comporte 4 chiffres
user: bob, role: admin2
account: 4421 / balance 12.50
login at https://x.org/a1
credentials: ~/.aws/credentials
username and password fields (2 inputs)
"""
