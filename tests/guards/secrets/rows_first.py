"""The first table of secrets in context, and of what only looks like one. Every value is made up.

A secret stands between ⟦ and ⟧; the marks are taken out before the text is read. The guard was tuned on this table.
"""

from __future__ import annotations

from typing import Final

POSITIVE: Final = r"""
my password is ⟦hunter2⟧
My password is: ⟦hunter2⟧.
hey, my pw is ⟦tr0ub4dor⟧ thanks
the password for the admin account is ⟦Tr0ub4dor&3!⟧
password is now '⟦correct-horse9⟧'
I set my password to ⟦S3cr3t-Pw⟧, ok?
pin is ⟦4821⟧
The PIN is ⟦4821⟧ for the door
my PIN code is ⟦903155⟧
The passphrase was ⟦xK9$mmQ2⟧ back then
Use ⟦Tr0ub4dor&3⟧ as the password
use "⟦swordfish⟧" as the password please
pw: ⟦hunter2⟧
pass: ⟦hunter2⟧
PW = ⟦Zxcvb123⟧
the passcode is ⟦774193⟧
login with user ada and pass ⟦hunter2⟧
log in with username admin and password ⟦P@ssw0rd99⟧
creds: admin / ⟦hunter2⟧
Credentials: root:⟦toor99⟧
username/password: admin/⟦S3cret77⟧
user: ada, pw ⟦hunter2⟧
the wifi password is ⟦Guest2024!⟧
wifi pw: ⟦kaffee123⟧
our staging password is "⟦letmein please 1⟧"
I changed my password to ⟦Winter2025!⟧ yesterday
new password: ⟦Blue-Sky-42⟧
Temporary password (valid 24 h): ⟦Kx7!pQ2z⟧
temp password - ⟦Kx7!pQ2z⟧
password ⟦hunter2x⟧ does not work any more
my password is ⟦sunshine⟧.
my password is ⟦sunshine⟧ and I cannot log in
Can you reset it? My old password was ⟦Moonlight7⟧.
mein Passwort ist ⟦Sommer2024⟧
Das Kennwort lautet ⟦geh31m!⟧
Passwort: ⟦Winter#99⟧
le mot de passe est ⟦Soleil42⟧
mon mdp c'est ⟦azerty77⟧
mot de passe : ⟦Fromage9!⟧
la contraseña es ⟦Gato1234⟧
mi clave es ⟦perro_77⟧
contraseña: ⟦Verano2025⟧
a senha é ⟦Futebol10⟧
minha senha é ⟦praia2024⟧
senha: ⟦S3nh4F0rte⟧
la password è ⟦Gelato99!⟧
het wachtwoord is ⟦Fiets123⟧
wachtwoord: ⟦kaas-en-ui8⟧
password=⟦hunter2⟧
DB_PASSWORD=⟦correcthorse⟧
DB_PASS=⟦correcthorse⟧
POSTGRES_PASSWORD=⟦s3cr,et;x9⟧
REDIS_PASS="⟦9f8e7d6c⟧"
export MYSQL_PWD='⟦s3cret value1⟧'
export PGPASSWORD=⟦pg_s3cret⟧
set DB_PASSWORD=⟦W1nd0ws!⟧
$env:DB_PASSWORD = "⟦P0w3rSh3ll⟧"
setenv DB_PASSWORD ⟦csh3llPw1⟧
ENV DB_PASSWORD ⟦d0ck3rfile⟧
ENV DB_PASSWORD=⟦d0ck3rfile⟧
"password": "⟦swordfish⟧"
{"user": "ada", "password": "⟦p@ss\"word1⟧"}
{\"password\": \"⟦swordfish⟧\"}
{\\\"password\\\": \\\"⟦swordfish⟧\\\"}
{'password': '⟦swordfish⟧'}
{"dbPassword":"⟦swordfish⟧","x":1}
  password: ⟦p@ss:w0rd⟧
  password: ⟦swordfish⟧
db:\n  user: app\n  password: ⟦sw0rdfish⟧
password: "⟦correct horse battery 9⟧"
- name: DB_PASSWORD\n  value: "⟦k8s-s3cret⟧"
- name: DB_PASSWORD\n  value: ⟦k8ssecret⟧
{"name": "DB_PASSWORD", "value": "⟦k8ssecret⟧"}
[mysql]\nuser = root\npassword = ⟦r00tpw9⟧
spring.datasource.password=⟦springtime⟧
spring.datasource.password: ⟦springtime1⟧
hibernate.connection.password = ⟦h1bern8⟧
mail.smtp.password=⟦m41lbox!⟧
quarkus.datasource.password=⟦Quark99⟧
connectionString="Server=db;Database=x;User Id=sa;Password=⟦Sql$erver1⟧;"
Server=tcp:x.example.net;Uid=app;Pwd=⟦Azur3Pwd⟧;Encrypt=yes
Data Source=ora;User Id=scott;Password=⟦tigerlily⟧;
Driver={ODBC};PWD=⟦0dbcpw⟧;UID=sa
mysql -u root -p'⟦s3cret!⟧' shop
mysql -u root -p⟦hunter2⟧ shop
mysqldump --user=root --password=⟦hunter2⟧ shop
mysql --password ⟦hunter2⟧ -u root
psql "host=db user=app password=⟦app_pw1⟧ dbname=x"
sshpass -p ⟦hunter2⟧ ssh root@10.0.0.2
sshpass -p '⟦hun ter2⟧' ssh root@10.0.0.2
curl -u ada:⟦hunter2⟧ https://api.example.org
curl --user "ada:⟦hunter2⟧" https://api.example.org
wget --http-user=ada --http-password=⟦hunter22⟧ https://example.org
redis-cli -h cache -a ⟦r3dispw⟧ ping
docker login -u ada -p ⟦hunter2⟧ registry.example.org
mongosh --username ada --password ⟦m0ng0pw⟧ --host db
ldapsearch -x -D cn=admin -w ⟦ld4pPw⟧ -b dc=example
sqlcmd -S db -U sa -P ⟦Sql$erver1⟧
smbclient //srv/share -U ada%⟦Sm8pass⟧
net user bob ⟦Passw0rd1⟧ /add
htpasswd -b .htpasswd ada ⟦htpw99⟧
openssl rsa -in key.pem -passin pass:⟦k3yphrase⟧
echo '⟦sud0pw!⟧' | sudo -S apt update
echo "root:⟦ch4ngedPw⟧" | chpasswd
machine api.example.org login ada password ⟦n3trcPw⟧
CREATE USER 'app'@'%' IDENTIFIED BY '⟦sqlpw99⟧';
ALTER USER app WITH PASSWORD '⟦sqlpw99⟧';
CREATE ROLE app LOGIN ENCRYPTED PASSWORD '⟦sqlpw99⟧'
SET PASSWORD FOR 'root'@'localhost' = PASSWORD('⟦sqlpw99⟧');
postgresql://app:⟦s3cr3t⟧@db:5432/plans
https://user:⟦p%40ss⟧@example.org/x
redis://:⟦9f8e7d6c⟧@cache/0
mongodb+srv://app:⟦m0ngo99⟧@cluster0.example.net/test
amqp://u:⟦tiger9⟧@h1,u2@h2
jdbc:postgresql://db/x?user=app&password=⟦jdbcPw12345x⟧
jdbc:oracle:thin:scott/⟦t1ger⟧@db:1521:orcl
smtp://mailer%40example.org:⟦Sm7pPw⟧@smtp.example.org:587
SQLALCHEMY_DATABASE_URI = "mysql+pymysql://root:⟦r00tme⟧@localhost/app"
sasl.jaas.config=Plain required username="kafka" password="⟦k4fka-s3cr3t⟧";
sasl.password=⟦kafkapass⟧
Authorization: Bearer ⟦9f8e7d6c5b4a39281706f5e4⟧
"Authorization": "Basic ⟦YWRtaW46aHVudGVyMg==⟧"
-H 'authorization: token ⟦9f8e7d6c5b4a39281706f5e4⟧'
headers = {"Authorization": "Bearer ⟦9f8e7d6c5b4a39281706f5e4⟧"}
curl with bearer ⟦9f8e7d6c5b4a39281706f5e4⟧ then
Proxy-Authorization: Basic ⟦dXNlcjpwYXNzd29yZDE=⟧
X-Api-Key: ⟦0a1b2c3d4e5f60718293a4b5c6d7e8f9⟧
x-api-key: ⟦Zx9Kq2Lm8Np4Rt6Vw1Yb⟧
X-Auth-Token: ⟦Zx9Kq2Lm8Np4Rt6Vw1Yb⟧
PRIVATE-TOKEN: ⟦Zx9Kq2Lm8Np4Rt6Vw1Yb⟧
Cookie: theme=dark; sessionid=⟦9f8e7d6c5b4a39281706f5e4⟧
Set-Cookie: JSESSIONID=⟦A1B2C3D4E5F60718293A4B5C6D7E8F90⟧; Path=/; HttpOnly
https://api.example.org/v1?api_key=⟦9f8e7d6c5b4a39281706⟧&x=1
https://example.org/reset?token=⟦9f8e7d6c5b4a39281706f5e4⟧
password: ⟦aHVudGVyMg==⟧
data:\n  password: ⟦aHVudGVyMg==⟧
variable "db_password" {\n  type = string\n  default = "⟦t3rraform⟧"\n}
master_password = "⟦rds-s3cret⟧"
password                = "⟦terraformed⟧"
<password>⟦xmlpw99⟧</password>
<add key="DbPassword" value="⟦webc0nfig⟧"/>
<property name="password" value="⟦beanpw1⟧"/>
<property name="connection.password">⟦hib3rnate⟧</property>
<input type="password" name="password" value="⟦formpw77⟧">
password = "⟦swordfish⟧"
String password = "⟦swordfish⟧";
const dbPassword = '⟦swordfish⟧';
val password: String = "⟦swordfish⟧"
password: str = "⟦swordfish⟧"
char *password = "⟦swordfish⟧";
#define WIFI_PASSWORD "⟦myhomewifi⟧"
define('DB_PASSWORD', '⟦wordpr3ss⟧');
config.setPassword("⟦swordfish⟧");
.password("⟦swordfish⟧")
client.connect(host, user="ada", passwd="⟦paramiko1⟧")
os.environ["DB_PASSWORD"] = "⟦swordfish⟧"
requests.get(url, auth=("ada", "⟦hunter2⟧"))
$password = '⟦phpsecret⟧';
:password => '⟦rubypass⟧'
passwd => '⟦tiger77⟧'
password := "⟦golangpw⟧"
**Password**: ⟦hunter2!⟧
**Password:** ⟦hunter2!⟧
Password: `⟦hunter2!⟧`
| user | ada |\n| password | ⟦hunter2⟧ |
Username: ada\nPassword: ⟦swordfish⟧\n
User: ada Password: ⟦hunter2⟧
requirepass ⟦f00bared9⟧
enable secret ⟦cisc0pw⟧
username admin password 0 ⟦cisc0pw⟧
COHERE_API_KEY=⟦wJalrXUtnFEMIK7MDENGbPxRfiCYzq9R8T2v5w1X⟧
api_key: "⟦0a1b2c3d4e5f60718293a4b5c6d7e8f9⟧"
client_secret='⟦Ab1~cd2.Ef3_gh4-Ij5⟧'
my api key is ⟦9f8e7d6c5b4a39281706f5e4⟧
the token is ⟦9f8e7d6c5b4a39281706f5e4⟧
SECRET_KEY = '⟦django-insecure-8x#k2!m9q$w7z⟧'
SECRET_KEY_BASE=⟦3f9a7c5e1b8d2046af83c9e7b5d1f026⟧
secretKey: ⟦Zx9Kq2Lm8Np4Rt6Vw1Yb⟧
"accessToken": "⟦Zx9Kq2Lm8Np4Rt6Vw1Yb⟧"
private_key_password: ⟦k3yphrase⟧
signing_key = "⟦Zx9Kq2Lm8Np4Rt6Vw1Yb⟧"
AccountKey=⟦aB3/dE6+aB3/dE6+aB3/dE6+aB3/dE6+aB3/dE6+aB3/dE6+aB3/dE6+aB3/dE6+aB3/dE6+aB3/dE6+aB3/dE==⟧;
my recovery phrase is ⟦abandon ability able about above absent absorb abstract absurd abuse access accident⟧
"""

NEGATIVE: Final = r"""
my password is not working
columns = ["username", "password", "last_seen_at", "is_active"]
pass `check_same_thread=False` to the call
My password is wrong.
Your password is required.
The password is incorrect, try again.
password is required
A password is 8-16 characters long.
password is case-sensitive
Password: must contain a number
Password must be at least 8 characters
Passwords must be at least 12 characters and contain a digit.
Password reset: see below
password: ********
password: ••••••••
Password: [hidden]
Password: <hidden>
password: (not shown)
password: changeme
password=<your-password>
password: <YOUR_PASSWORD>
password=${DB_PASSWORD}
password=$DB_PASSWORD
password: {{ vault_password }}
password={{ .Values.db.password }}
password: !vault |
password: !Ref DbPassword
password = os.environ['DB_PASSWORD']
password = os.getenv("DB_PASSWORD")
password = process.env.DB_PASSWORD;
const password = req.body.password;
password = get_password(user)
password = input("Password: ")
password = getpass.getpass()
password=self.password
password=user_password
password = None
password = null;
password: null
password = ""
"password": ""
def login(username: str, password: str) -> None:
password: string;
password: SecretStr
func Login(user string, password string) error {
if (password == null) {
if password != confirm_password:
if len(password) < 8:
assert user.password == expected
"password": "********"
"password": {"type": "string", "minLength": 12}
"Password": "Enter your password"
"password": "Passwort"
<label>Password:</label>
<input type="password" name="password" placeholder="Password">
<input type="password" id="pw" required>
password_hash = hash_password(raw)
password_field = driver.find_element(By.ID, "password")
--password is required for this command
use --password-stdin instead
mysql -u root -p
mysql -u root -p shop < dump.sql
ssh -p 2222 root@10.0.0.2
docker run -p 8080:80 nginx
mkdir -p /var/lib/app
cp -p file1 file2
curl -u "$USER:$PASS" https://api.example.org
curl -u $TOKEN: https://api.example.org
sshpass -p "$PASS" ssh root@host
redis-cli -a "$REDIS_PASSWORD" ping
CREATE USER app IDENTIFIED BY '<password>';
ALTER USER app WITH PASSWORD :pw;
the secret to success is consistency
secret santa is on Friday
Our secret sauce: 3 eggs and butter
the secret ingredient is cinnamon
it is no secret that 2024 was hard
The secret of her 90 years is tea.
the token limit is 4096
The token is expired
a token is worth 0.75 words
tokens are 4 characters each
each token costs $0.002
max_tokens: 4096, prompt_tokens=1234567890123
token_count=128000
next_page_token: 9f8e7d6c5b4a39281706f5e4
token_type: bearer
token_expires_at: 2026-03-05T12:00:00Z
InvalidTokenError = InvalidClaimError
tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
the key is to listen
The key is consistency, and the pin is mightier
the key to 2025 is patience
key: value
primary_key=True
primary key: user_id_1234567
key = "user:1234567:profile"
Key Points: 1. Budget 2. Time
Press any key: 1 to continue
sort_key = "created_at_2024_01"
the partition key is customer_region_42x
public_key = "ssh-ed25519"
api_key: YOUR_API_KEY
api_key = "your-api-key-here"
api_key=sk-xxxxxxxxxxxxxxxx
api_key = os.environ["OPENAI_API_KEY"]
openai.api_key = config.openai_key
API key: https://acme.org/docs/v2/keys
You need an API key to call the API.
get an API key at https://platform.example.com/keys
OPENAI_API_KEY=sk-...
export OPENAI_API_KEY="sk-your-key-here"
token: 550e8400-e29b-41d4-a716-446655440000
session id: 550e8400-e29b-41d4-a716-446655440000
secret_name=prod/db/plan2-credentials
secretName: my-app-tls-2024
private_key: /etc/ssl/private/server1.key
private_key_path = "~/.ssh/id_rsa"
aws_secret_access_key = <secret>
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
AKIAIOSFODNN7EXAMPLE
Authorization: Bearer <token>
Authorization: Bearer YOUR_ACCESS_TOKEN_1
Authorization: Bearer ${TOKEN}
Authorization: Bearer {{token}}
headers = {"Authorization": f"Bearer {token}"}
"Authorization": "Bearer " + token
a bearer of good news since 2024
the authorization: see section 12.4
Basic information about 1234567890 accounts
Cookie: theme=dark; lang=en
Cookies are small text files stored by 2 browsers.
https://user:password@example.org/
https://<user>:<pass>@example.org/
postgres://$USER:$PASS@db/x
s3://access_key_id:secret_access_key@bucket/key
http://localhost:8080/path@x
https://example.org/a:b/c@d
https://medium.com/@ada/passwords-in-2024-abc123
mailto:ada@example.org
git clone git@github.com:acme/app.git
commit da39a3ee5e6b4b0d3255bfef95601890afd80709
sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
md5 = d41d8cd98f00b204e9800998ecf8427e
etag: "33a64df551425fcc55e4d42a148795d9f25f89d4"
data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk
-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC\n-----END PUBLIC KEY-----
-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0B\n-----END CERTIFICATE-----
-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----
begin with -----BEGIN PRIVATE KEY----- and paste yours
pass the salt, the pin is mightier
please pass 2 arguments to the function
pass rate: 94.5%
the pass was 34 yards long
mountain pass: 2,400 m
Compass: 45 degrees north
bypass=true1
passenger: 12A
boarding pass is on gate B12
pins: 12 and 13
GPIO pin is 17
pin 13 is the LED
pin = 21
PIN must be 4 digits
Use two passwords: one for work and one for home.
passwords should be at least 12 characters
I use a password manager since 2019.
password123 is a bad choice
How do I change my password?
What is the password policy for version 2.4?
I forgot my password, can you help?
the password field is named user_pw1
username: ada
login: ada@example.org
user and password are required
credentials: see vault
Credentials are stored in AWS/S3.
account: 12/2024
use camelCase as the naming convention
Das Passwort ist falsch.
Das Passwort muss 8 Zeichen lang sein.
le mot de passe est incorrect
la contraseña es obligatoria
a senha deve ter 8 caracteres
la clave es escuchar
het wachtwoord is verplicht
"""
